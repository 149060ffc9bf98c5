package dev.fastener.tune.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * An order of losses with any number of objectives: by fronts, and within one so that each next adds most hypervolume to those
 * before it (as MOTPE splits its fronts, Ozaki et al. 2022). With one objective this is the order of the values.
 */
final class Ranking {
    private Ranking() {}

    /** Places of {@code losses}, best first. */
    static List<Integer> of(List<double[]> losses) {
        if (!losses.isEmpty() && losses.get(0).length == 1) {
            List<Integer> order = places(losses.size());
            order.sort(Comparator.comparingDouble(i -> losses.get(i)[0]));
            return order;
        }
        double[] reference = reference(losses);
        List<Integer> order = new ArrayList<>();
        for (List<Integer> front : Pareto.fronts(losses)) {
            order.addAll(byHypervolume(front, losses, reference));
        }
        return order;
    }

    private static List<Integer> places(int n) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            places.add(i);
        }
        return places;
    }

    private static List<Integer> byHypervolume(List<Integer> front, List<double[]> losses, double[] reference) {
        List<Integer> left = new ArrayList<>(front);
        List<Integer> order = new ArrayList<>();
        List<double[]> chosen = new ArrayList<>();
        while (!left.isEmpty()) {
            int best = left.get(0);
            double most = -1;
            for (int candidate : left) {
                chosen.add(losses.get(candidate));
                double volume = Hypervolume.of(chosen, reference);
                chosen.remove(chosen.size() - 1);
                if (volume > most) {
                    most = volume;
                    best = candidate;
                }
            }
            left.remove(Integer.valueOf(best));
            order.add(best);
            chosen.add(losses.get(best));
        }
        return order;
    }

    /** A little beyond the worst value of each objective, so that the ends of a front count too. */
    private static double[] reference(List<double[]> losses) {
        if (losses.isEmpty()) {
            return new double[0];
        }
        double[] worst = losses.get(0).clone();
        double[] best = worst.clone();
        for (double[] each : losses) {
            Arrays.setAll(worst, i -> Math.max(worst[i], each[i]));
            Arrays.setAll(best, i -> Math.min(best[i], each[i]));
        }
        double[] reference = new double[worst.length];
        Arrays.setAll(reference, i -> worst[i] + 0.1 * Math.max(worst[i] - best[i], 1e-9));
        return reference;
    }
}
