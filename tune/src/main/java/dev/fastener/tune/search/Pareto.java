package dev.fastener.tune.search;

import java.util.ArrayList;
import java.util.List;

/** Which of several losses, all to be minimised, are not beaten by another. */
public final class Pareto {
    private Pareto() {}

    /** Whether {@code a} is nowhere worse than {@code b} and somewhere better. */
    public static boolean dominates(double[] a, double[] b) {
        boolean better = false;
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i]) {
                return false;
            }
            better |= a[i] < b[i];
        }
        return better;
    }

    /** Places of those that no other dominates, in ascending order. */
    public static List<Integer> front(List<double[]> losses) {
        return fronts(losses).get(0);
    }

    /** Non-dominated sorting (Deb et al. 2002): the front, the front of the rest, and so on; one empty front for no losses. */
    static List<List<Integer>> fronts(List<double[]> losses) {
        int n = losses.size();
        int[] dominatedBy = new int[n];
        for (int i = 0; i < n; i++) {
            for (double[] other : losses) {
                dominatedBy[i] += dominates(other, losses.get(i)) ? 1 : 0;
            }
        }
        List<List<Integer>> fronts = new ArrayList<>();
        boolean[] placed = new boolean[n];
        for (int left = n; left > 0 || fronts.isEmpty(); ) {
            List<Integer> front = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                if (!placed[i] && dominatedBy[i] == 0) {
                    front.add(i);
                    placed[i] = true;
                }
            }
            for (int member : front) {
                for (int i = 0; i < n; i++) {
                    dominatedBy[i] -= dominates(losses.get(member), losses.get(i)) ? 1 : 0;
                }
            }
            fronts.add(front);
            left -= front.size();
        }
        return fronts;
    }
}
