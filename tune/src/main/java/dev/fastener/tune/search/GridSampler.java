package dev.fastener.tune.search;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All combinations, real parameters in {@code steps} equal steps of their scale, in an order that visits distant ones first:
 * a study that ends early has seen something of each corner.
 *
 * @param steps values of a real parameter, at least 2
 */
public record GridSampler(Space space, long seed, int steps) implements Sampler {
    public GridSampler {
        if (steps < 2) {
            throw new IllegalArgumentException("steps of the grid: expected at least 2, found " + steps);
        }
    }

    @Override
    public @Nullable Point propose(int number, List<Observation> observed, Set<Point> taken) {
        long size = size();
        long stride = stride(size);
        long start = Math.floorMod(seed, size);
        for (long i = number; i < size; i++) {
            Point point = combination((start + i % size * stride) % size);
            if (!taken.contains(point)) {
                return point;
            }
        }
        return null;
    }

    /** Number of combinations; at most 2^30, so that products of two of them don't overflow. */
    public long size() {
        long size = 1;
        for (Parameter parameter : space.parameters()) {
            size *= values(parameter);
            if (size > 1 << 30) {
                throw new IllegalArgumentException("the grid: expected at most 2^30 combinations, found more;"
                        + " narrow the space or search it by random or tpe");
            }
        }
        return size;
    }

    private Point combination(long index) {
        double[] coordinates = new double[space.parameters().size()];
        long rest = index;
        for (int i = 0; i < coordinates.length; i++) {
            Parameter parameter = space.parameters().get(i);
            int count = values(parameter);
            double share = count == 1 ? 0 : (double) (rest % count) / (count - 1);
            double coordinate = parameter.low() + share * (parameter.high() - parameter.low());
            coordinates[i] = parameter.isDiscrete() ? Math.rint(coordinate) : coordinate;
            rest /= count;
        }
        return space.point(coordinates);
    }

    private int values(Parameter parameter) {
        double range = parameter.high() - parameter.low();
        return parameter.isDiscrete() ? (int) range + 1 : range == 0 ? 1 : steps;
    }

    /** Coprime to the size, so that its multiples visit each combination once; near the golden section, so far apart. */
    private static long stride(long size) {
        long stride = Math.max(1, Math.round(size * 0.6180339887));
        while (gcd(stride, size) != 1) {
            stride++;
        }
        return stride;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
