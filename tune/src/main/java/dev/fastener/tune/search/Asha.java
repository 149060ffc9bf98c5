package dev.fastener.tune.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous successive halving (Li et al. 2018): all trials get the epochs of the first rung, the best of each rung's share
 * go on to the next. It keeps no state and waits for nobody; with several objectives "best" is the order of {@link Ranking}.
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
            List<Integer> trials = new ArrayList<>(ended.keySet());
            trials.sort(Comparator.naturalOrder());
            List<double[]> losses = trials.stream().map(ended::get).toList();
            Set<Integer> gone = new HashSet<>(begun.get(rung + 1));
            List<Integer> order = losses.isEmpty() ? List.of() : Ranking.of(losses);
            for (int place : order.subList(0, trials.size() / reduction)) {
                if (!gone.contains(trials.get(place))) {
                    return new Promotion(trials.get(place), rung + 1);
                }
            }
        }
        return null;
    }
}
