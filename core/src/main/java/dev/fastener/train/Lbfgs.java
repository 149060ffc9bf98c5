package dev.fastener.train;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function: limited-memory BFGS (Nocedal 1980) with the two-loop recursion, and a line search that
 * halves the step until the function falls enough (Armijo 1966).
 */
final class Lbfgs {
    /** A function and its gradient. */
    interface Objective {
        /** @param gradient out, as {@code point} */
        double value(double[] point, double[] gradient);
    }

    private static final int MOST_ITERATIONS = 200;
    private static final int HISTORY = 8;
    private static final int MOST_HALVINGS = 20;

    /** Share of the slope that a step must gain. */
    private static final double ENOUGH = 1e-4;

    /** Norm of the gradient, beside that of the point, at which it is over. */
    private static final double SMALL = 1e-5;

    /** A step and by how much the gradient changed over it. */
    private record Pair(double[] step, double[] change, double product) {}

    private Lbfgs() {}

    static double[] minimise(Objective objective, double[] start) {
        double[] point = start.clone();
        double[] gradient = new double[point.length];
        double value = objective.value(point, gradient);
        Deque<Pair> history = new ArrayDeque<>();
        double[] nextGradient = new double[point.length];
        for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
            double norm = Math.sqrt(dot(gradient, gradient));
            if (norm <= SMALL * Math.max(1, Math.sqrt(dot(point, point)))) {
                break;
            }
            double[] direction = direction(gradient, history);
            double slope = dot(direction, gradient);
            double length = history.isEmpty() ? Math.min(1, 1 / norm) : 1;
            double[] next = point;
            double nextValue = Double.POSITIVE_INFINITY;
            for (int half = 0; half < MOST_HALVINGS && !(nextValue <= value + ENOUGH * length * slope); half++) {
                length = half == 0 ? length : length / 2;
                next = plus(point, length, direction);
                nextValue = objective.value(next, nextGradient);
            }
            if (!(nextValue < value)) {
                break; // no step gains anything but rounding
            }
            remember(history, plus(next, -1, point), plus(nextGradient, -1, gradient));
            point = next;
            value = nextValue;
            System.arraycopy(nextGradient, 0, gradient, 0, gradient.length);
        }
        return point;
    }

    private static void remember(Deque<Pair> history, double[] step, double[] change) {
        double product = dot(step, change);
        if (product > 0) {
            history.addLast(new Pair(step, change, product));
            if (history.size() > HISTORY) {
                history.removeFirst();
            }
        }
    }

    /** Minus the gradient times the inverse Hessian as far as the history shows it. */
    private static double[] direction(double[] gradient, Deque<Pair> history) {
        double[] direction = plus(new double[gradient.length], -1, gradient);
        double[] weights = new double[history.size()];
        int i = history.size();
        for (Iterator<Pair> pairs = history.descendingIterator(); pairs.hasNext(); ) {
            Pair pair = pairs.next();
            weights[--i] = dot(pair.step, direction) / pair.product;
            add(direction, -weights[i], pair.change);
        }
        if (!history.isEmpty()) {
            Pair last = history.getLast();
            double scale = last.product / dot(last.change, last.change);
            Arrays.setAll(direction, at -> direction[at] * scale);
        }
        for (Pair pair : history) {
            add(direction, weights[i++] - dot(pair.change, direction) / pair.product, pair.step);
        }
        return direction;
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    private static void add(double[] target, double factor, double[] values) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * values[i];
        }
    }

    private static double[] plus(double[] left, double factor, double[] right) {
        double[] sum = left.clone();
        add(sum, factor, right);
        return sum;
    }
}
