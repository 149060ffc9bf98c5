package dev.fastener.convert.onnx;

import dev.fastener.convert.onnx.ForeignGraph.Node;
import dev.fastener.convert.onnx.Value.Sizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the operators that move axes about do to axes, and those that compute shapes to shapes. An IllegalArgumentException says what
 * doesn't fit.
 */
final class Shapes {
    private Shapes() {}

    /** The axes in another order. */
    static List<List<Atom>> transposed(List<List<Atom>> axes, List<Long> order) {
        List<List<Atom>> others = new ArrayList<>();
        if (order.isEmpty()) {
            others.addAll(axes);
            Collections.reverse(others);
            return others;
        }
        List<Integer> from =
                order.stream().map(axis -> index(axis, axes.size())).toList();
        if (from.size() != axes.size() || from.stream().distinct().count() != from.size()) {
            throw new IllegalArgumentException("an order " + order + " of " + axes.size() + " axes");
        }
        from.forEach(axis -> others.add(axes.get(axis)));
        return others;
    }

    /** An axis counted from the front or, below 0, from the back; an IllegalArgumentException where there is none. */
    static int index(long axis, int rank) {
        long from = axis < 0 ? axis + rank : axis;
        if (from < 0 || from >= rank) {
            throw new IllegalArgumentException("axis " + axis + " of " + rank);
        }
        return (int) from;
    }

    /** Without the axes of length 1 that are named, or without all of them; empty where one is longer. */
    static Optional<List<List<Atom>>> squeezed(List<List<Atom>> axes, List<Long> named) {
        List<List<Atom>> others = new ArrayList<>();
        List<Integer> out = named.stream().map(axis -> index(axis, axes.size())).toList();
        for (int axis = 0; axis < axes.size(); axis++) {
            boolean one = Atom.product(axes.get(axis)).equals(Size.ONE);
            boolean goes = named.isEmpty() ? one : out.contains(axis);
            if (goes && !one) {
                return Optional.empty();
            } else if (!goes) {
                others.add(axes.get(axis));
            }
        }
        return Optional.of(others);
    }

    static List<List<Atom>> unsqueezed(List<List<Atom>> axes, List<Long> added) {
        List<List<Atom>> others = new ArrayList<>(axes);
        int rank = axes.size() + added.size();
        added.stream()
                .map(axis -> index(axis, rank))
                .sorted()
                .forEach(axis -> others.add(Math.min(axis, others.size()), List.of()));
        return others;
    }

    /**
     * The same values as axes of other sizes: neighbours are put together or taken apart, where they were put together before.
     *
     * @param sizes 0 for that of the same axis, -1 for what is left
     * @return empty where they would be cut anew
     */
    static Optional<List<List<Atom>>> reshaped(List<List<Atom>> axes, List<Size> sizes, boolean zeroCopies) {
        List<Size> targets = new ArrayList<>();
        int free = -1;
        for (int i = 0; i < sizes.size(); i++) {
            Size size = sizes.get(i);
            if (size.equals(Size.of(-1))) {
                if (free >= 0) {
                    return Optional.empty();
                }
                free = i;
            }
            boolean copied = zeroCopies && size.equals(Size.of(0)) && i < axes.size();
            targets.add(copied ? Atom.product(axes.get(i)) : size);
        }
        List<Atom> atoms = new ArrayList<>();
        axes.forEach(atoms::addAll);
        List<List<Atom>> front = new ArrayList<>();
        int ahead = free < 0 ? targets.size() : free;
        if (!take(atoms, targets.subList(0, ahead), front)) {
            return Optional.empty();
        }
        if (free >= 0) {
            List<Size> behind = new ArrayList<>(targets.subList(free + 1, targets.size()));
            Collections.reverse(behind);
            Collections.reverse(atoms);
            List<List<Atom>> back = new ArrayList<>();
            if (!take(atoms, behind, back)) {
                return Optional.empty();
            }
            Collections.reverse(atoms);
            front.add(List.copyOf(atoms));
            Collections.reverse(back);
            for (List<Atom> group : back) {
                List<Atom> straight = new ArrayList<>(group);
                Collections.reverse(straight);
                front.add(straight);
            }
        } else if (!Atom.significant(atoms).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(front);
    }

    /** Takes groups of {@code targets}' sizes off the front of {@code atoms}. */
    private static boolean take(List<Atom> atoms, List<Size> targets, List<List<Atom>> groups) {
        for (Size target : targets) {
            List<Atom> group = new ArrayList<>();
            if (target.equals(Size.ONE)
                    && !atoms.isEmpty()
                    && atoms.get(0).size().equals(Size.ONE)) {
                group.add(atoms.remove(0));
            }
            while (!Atom.product(group).equals(target)) {
                if (atoms.isEmpty()) {
                    return false;
                }
                group.add(atoms.remove(0));
            }
            groups.add(group);
        }
        return true;
    }

    /** The elements [start, end) of a list of {@code length}, as Slice and Shape count them. */
    static int[] range(long start, long end, int length) {
        int from = (int) Math.max(0, Math.min(length, start < 0 ? start + length : start));
        int to = (int) Math.max(from, Math.min(length, end < 0 ? end + length : end));
        return new int[] {from, to};
    }

    /** A product or sum of two lists, either of which may be a single number. */
    static Sizes combined(Node node, Sizes one, Sizes other) {
        int length = Math.max(one.values().size(), other.values().size());
        if (one.values().isEmpty() || other.values().isEmpty()) {
            return new Sizes(List.of(), 1);
        }
        if (one.values().size() != length && one.values().size() != 1
                || other.values().size() != length && other.values().size() != 1) {
            throw new IllegalArgumentException("lists of different lengths");
        }
        List<Size> values = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            Size left = one.values().get(one.values().size() == 1 ? 0 : i);
            Size right = other.values().get(other.values().size() == 1 ? 0 : i);
            values.add(combined(node.operator(), left, right));
        }
        return new Sizes(values, Math.max(one.rank(), other.rank()));
    }

    private static Size combined(String operator, Size one, Size other) {
        return switch (operator) {
            case "Mul" -> one.times(other);
            case "Add" -> one.plus(other);
            case "Sub" -> one.plus(other.times(Size.of(-1)));
            default -> quotient(one, other);
        };
    }

    private static Size quotient(Size one, Size other) {
        boolean whole =
                other.isNumber() && other.factor() > 0 && (one.isNumber() || one.factor() % other.factor() == 0);
        if (!whole) {
            throw new IllegalArgumentException("a quotient of lengths");
        }
        return new Size(one.factor() / other.factor(), one.batch(), one.steps());
    }
}
