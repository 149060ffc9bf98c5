package dev.fastener.tune.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AshaTest {
    @Test
    void rungsEndWithTheWholeTraining() {
        assertThat(Asha.of(2, 40, 3).rungs()).containsExactly(4, 13, 40);
        assertThat(Asha.of(1, 9, 3).rungs()).containsExactly(1, 3, 9);
    }

    @Test
    void oneOfThreeGoesOnAndTheBestGetsAllEpochs() {
        Asha asha = Asha.of(1, 9, 3);
        List<Map<Integer, double[]>> results = List.of(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        List<Set<Integer>> begun = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
        List<Integer> trained = new ArrayList<>();
        for (int trial = 0; trial < 27; ) {
            Asha.Promotion next = asha.next(results, begun);
            int id = next == null ? trial++ : next.trial();
            int rung = next == null ? 0 : next.rung();
            begun.get(rung).add(id);
            results.get(rung).put(id, new double[] {(id * 10) % 27});
            trained.add(asha.rungs().get(rung));
        }
        for (Asha.Promotion next = asha.next(results, begun); next != null; next = asha.next(results, begun)) {
            begun.get(next.rung()).add(next.trial());
            results.get(next.rung()).put(next.trial(), new double[] {(next.trial() * 10) % 27});
        }
        assertThat(results.get(1).size()).isBetween(9, 14);
        assertThat(results.get(2).size()).isBetween(3, 6);
        assertThat(results.get(2)).containsKey(0);
    }

    @Test
    void trialUnderWayIsNotStartedAgain() {
        Asha asha = Asha.of(1, 3, 3);
        Map<Integer, double[]> ended = Map.of(0, new double[] {3}, 1, new double[] {1}, 2, new double[] {2});
        assertThat(asha.next(List.of(ended, Map.of()), List.of(Set.of(0, 1, 2), Set.of())))
                .isEqualTo(new Asha.Promotion(1, 1));
        assertThat(asha.next(List.of(ended, Map.of()), List.of(Set.of(0, 1, 2), Set.of(1))))
                .isNull();
    }

    /** Objectives: loss and time. */
    @Test
    void whatIsFastAndLearnsNothingDoesNotGoOn() {
        Asha asha = Asha.of(1, 3, 3);
        Map<Integer, double[]> ended = Map.of(
                0, new double[] {1, 0.1},
                1, new double[] {0.2, 0.5},
                2, new double[] {0.1, 0.9},
                3, new double[] {0.9, 0.2},
                4, new double[] {0.3, 0.9},
                5, new double[] {1, 0.05});
        Set<Integer> gone = new HashSet<>();
        for (Asha.Promotion next = asha.next(List.of(ended, Map.of()), List.of(ended.keySet(), gone));
                next != null;
                next = asha.next(List.of(ended, Map.of()), List.of(ended.keySet(), gone))) {
            gone.add(next.trial());
        }
        assertThat(gone).containsExactlyInAnyOrder(1, 2);
    }
}
