package dev.fastener.tune.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous successive halving (Li et al. 2018): all trials get the epochs of the first rung, the best of each rung's share
 * go on to the next. It keeps no state and waits for nobody. With several objectives the best by the first one goes on, then
 * the order of {@link Ranking} among the better half by the first one: what is fast and learns nothing never does.
 *
 * @param rungs epochs after which trials are compared, ascending; the last is the whole training
 * @param reduction one of this many goes on
 */
public record Asha(List<Integer> rungs, int reduction) {
    public Asha {
        rungs = List.copyOf(rungs);
    }

    /** Rungs of {@code most}, most / reduction, ... down to at least {@code least} epochs. */
    public static Asha of(int least, int most, int reduction) {
        if (least < 1 || most < least || reduction < 2) {
            throw new IllegalArgumentException(
                    "rungs: expected 1 <= least epochs <= epochs and a reduction of at least 2," + " found " + least
                            + ", " + most + " and " + reduction);
        }
        List<Integer> rungs = new ArrayList<>();
        for (int epochs = most; epochs >= least; epochs /= reduction) {
            rungs.add(epochs);
        }
        Collections.reverse(rungs);
        return new Asha(rungs, reduction);
    }

    /**
     * A trial that goes on.
     *
     * @param rung the next one
     */
    public record Promotion(int trial, int rung) {}

    /**
     * The trial that goes on next, or null where nothing but a new trial can be done.
     *
     * @param results for each rung, the losses of each trial that has ended it
     * @param begun for each rung, the trials that are at it, ended it, or failed there
     */
    public @Nullable Promotion next(List<Map<Integer, double[]>> results, List<Set<Integer>> begun) {
        for (int rung = rungs.size() - 2; rung >= 0; rung--) {
            Map<Integer, double[]> ended = results.get(rung);
            List<Integer> trials = ended.entrySet().stream()
                    .sorted(Comparator.<Map.Entry<Integer, double[]>>comparingDouble(entry -> entry.getValue()[0])
                            .thenComparing(Map.Entry.comparingByKey()))
                    .map(Map.Entry::getKey)
                    .toList();
            int places = trials.size() / reduction;
            List<Integer> better = trials.subList(0, (trials.size() + 1) / 2);
            Set<Integer> gone = new HashSet<>(begun.get(rung + 1));
            Set<Integer> order = new LinkedHashSet<>(trials.subList(0, Math.min(1, places)));
            Ranking.of(better.stream().map(ended::get).toList()).forEach(place -> order.add(better.get(place)));
            for (int trial : order.stream().limit(places).toList()) {
                if (!gone.contains(trial)) {
                    return new Promotion(trial, rung + 1);
                }
            }
        }
        return null;
    }
}
