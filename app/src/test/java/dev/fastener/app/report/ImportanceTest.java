package dev.fastener.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.app.report.StudyFigures.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImportanceTest {
    private static Candidate trial(int number, Map<String, String> values, double f1) {
        return new Candidate(number, "fp32", values, f1, 1, 1, List.of(f1), 1, false, false);
    }

    /** Three groups of four; the sums of squares are worked out by hand: between 0.0512, within 0.0012. */
    @Test
    void shareIsOmegaSquared() {
        double[][] f1 = {{0.80, 0.82, 0.80, 0.82}, {0.88, 0.90, 0.88, 0.90}, {0.96, 0.98, 0.96, 0.98}};
        List<Candidate> trials = new ArrayList<>();
        for (int group = 0; group < 3; group++) {
            for (double each : f1[group]) {
                trials.add(trial(trials.size(), Map.of("layers", Integer.toString(group)), each));
            }
        }
        double noise = 0.0012 / 9;
        Importance importance = Importance.of(trials, 1).get(0);
        assertThat(importance.share()).isCloseTo((0.0512 - 2 * noise) / (0.0524 + noise), within(1e-12));
        assertThat(importance.groups().get(1).mean()).isCloseTo(0.89, within(1e-12));
    }

    @Test
    void parametersThatF1DependsOnComeFirstAndOthersHaveNoShare() {
        Random random = new Random(3);
        List<Candidate> trials = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            double rate = random.nextDouble();
            trials.add(trial(
                    i,
                    Map.of(
                            "rate",
                            Double.toString(rate),
                            "cell",
                            random.nextBoolean() ? "lstm" : "gru",
                            "constant",
                            "1"),
                    0.5 + 0.4 * rate + 0.01 * random.nextGaussian()));
        }
        List<Importance> importances = Importance.of(trials, 1);
        assertThat(importances).extracting(Importance::parameter).containsExactly("rate", "cell");
        assertThat(importances.get(0).share()).isGreaterThan(0.85);
        assertThat(importances.get(1).share()).isLessThan(0.05);
        assertThat(importances.get(0).groups())
                .hasSize(4)
                .allSatisfy(group -> assertThat(group.f1()).hasSize(50));
    }
}
