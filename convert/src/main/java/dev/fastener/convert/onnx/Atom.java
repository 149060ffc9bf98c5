package dev.fastener.convert.onnx;

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
        return !axes.isEmpty() && valueAxis(axes) == axes.size() - 1;
    }

    /**
     * The axis that holds all values of a step in their order, the last where a step has one value; -1 where several axes hold them or
     * an axis holds others, too.
     */
    static int valueAxis(List<List<Atom>> axes) {
        int found = -1;
        for (int axis = 0; axis < axes.size(); axis++) {
            List<Atom> atoms = significant(axes.get(axis));
            boolean values = atoms.stream().anyMatch(atom -> atom.kind == Kind.VALUE);
            List<Atom> sorted =
                    atoms.stream().sorted(Comparator.comparingInt(Atom::part)).toList();
            if (!values) {
                continue;
            }
            if (found >= 0 || !atoms.stream().allMatch(atom -> atom.kind == Kind.VALUE) || !atoms.equals(sorted)) {
                return -1;
            }
            found = axis;
        }
        return found < 0
                        && !axes.isEmpty()
                        && significant(axes.get(axes.size() - 1)).isEmpty()
                ? axes.size() - 1
                : found;
    }

    /** Without those of length 1, which may stand anywhere. */
    static List<Atom> significant(List<Atom> atoms) {
        return atoms.stream().filter(atom -> !atom.size.equals(Size.ONE)).toList();
    }

    static boolean isOnly(List<Atom> axis, Kind kind) {
        return axis.size() == 1 && axis.get(0).kind == kind;
    }
}
