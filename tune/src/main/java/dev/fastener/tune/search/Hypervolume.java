package dev.fastener.tune.search;

import java.util.ArrayList;
import java.util.List;

/** The volume that losses dominate within a reference point (While et al. 2012, the WFG algorithm). */
public final class Hypervolume {
    private Hypervolume() {}

    /** Points that are not below {@code reference} in each objective add nothing. */
    public static double of(List<double[]> losses, double[] reference) {
        List<double[]> within = new ArrayList<>();
        for (double[] point : losses) {
            if (isWithin(point, reference)) {
                within.add(point);
            }
        }
        return sum(nondominated(within), reference);
    }

    private static boolean isWithin(double[] point, double[] reference) {
        for (int i = 0; i < point.length; i++) {
            if (!(point[i] < reference[i])) {
                return false;
            }
        }
        return true;
    }

    /** Each point's own box, less what later ones cover of it. */
    private static double sum(List<double[]> points, double[] reference) {
        double volume = 0;
        for (int i = 0; i < points.size(); i++) {
            double[] point = points.get(i);
            double box = 1;
            for (int k = 0; k < point.length; k++) {
                box *= reference[k] - point[k];
            }
            List<double[]> covered = new ArrayList<>();
            for (double[] later : points.subList(i + 1, points.size())) {
                double[] corner = new double[point.length];
                for (int k = 0; k < corner.length; k++) {
                    corner[k] = Math.max(point[k], later[k]);
                }
                covered.add(corner);
            }
            volume += box - (covered.isEmpty() ? 0 : sum(nondominated(covered), reference));
        }
        return volume;
    }

    private static List<double[]> nondominated(List<double[]> points) {
        List<double[]> kept = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (!isCovered(points, i)) {
                kept.add(points.get(i));
            }
        }
        return kept;
    }

    /** Of equal points the last is kept. */
    private static boolean isCovered(List<double[]> points, int i) {
        for (int j = 0; j < points.size(); j++) {
            boolean equal = java.util.Arrays.equals(points.get(j), points.get(i));
            if (Pareto.dominates(points.get(j), points.get(i)) || (equal && j > i)) {
                return true;
            }
        }
        return false;
    }
}
