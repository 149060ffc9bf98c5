package dev.fastener.convert.onnx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What an axis is made of. Sentences and steps can stand side by side in one axis, and so can the two directions of a recurrent layer
 * and its units.
 *
 * @param part place among the parts that make up the values of a step
 */
record Atom(Kind kind, Size size, int part) {
    enum Kind {
        SENTENCE,
        STEP,
        VALUE
    }

    /** An axis of {@code size} values of a step. */
    static Atom values(long size) {
        return new Atom(Kind.VALUE, Size.of(size), 0);
    }

    static Size product(List<Atom> atoms) {
        Size product = Size.ONE;
        for (Atom atom : atoms) {
            product = product.times(atom.size);
        }
        return product;
    }

    /** Whether the last of {@code axes} holds all values of a step in their order, and the others none. */
    static boolean valuesAreLast(List<List<Atom>> axes) {
        List<Atom> others = new ArrayList<>();
        axes.subList(0, axes.size() - 1).forEach(others::addAll);
        List<Atom> last = significant(axes.get(axes.size() - 1));
        List<Atom> sorted =
                last.stream().sorted(Comparator.comparingInt(Atom::part)).toList();
        return last.stream().allMatch(atom -> atom.kind == Kind.VALUE)
                && last.equals(sorted)
                && significant(others).stream().noneMatch(atom -> atom.kind == Kind.VALUE);
    }

    /** Without those of length 1, which may stand anywhere. */
    static List<Atom> significant(List<Atom> atoms) {
        return atoms.stream().filter(atom -> !atom.size.equals(Size.ONE)).toList();
    }

    static boolean isOnly(List<Atom> axis, Kind kind) {
        return axis.size() == 1 && axis.get(0).kind == kind;
    }
}
