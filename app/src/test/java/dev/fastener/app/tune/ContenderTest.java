package dev.fastener.app.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.engine.Precision;
import dev.fastener.tune.search.Point;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContenderTest {
    private static Trial trial(int number, int ended, Trial.State state, Variant... variants) {
        return new Trial(
                number,
                new Point(Map.of("layers", "1")),
                state,
                null,
                List.of(variants),
                ended,
                ended,
                0,
                new ArrayList<>(Collections.nCopies(ended, 0.5)));
    }

    private static Variant variant(Precision precision, double millis, double excess, double devF1) {
        return new Variant(precision, millis, Variant.Source.PREDICTED, 1000, excess, devF1);
    }

    @Test
    void onlyWhatWasTrainedLongestAndKeepsTheLimitsMayBeChosen() {
        List<Contender> contenders = Contender.of(List.of(
                trial(0, 3, Trial.State.ADMITTED, variant(Precision.INT8, 0.1, 0, 0)),
                trial(1, 9, Trial.State.ADMITTED, variant(Precision.FP32, 2, 1, 0.9)),
                trial(2, 9, Trial.State.ADMITTED, variant(Precision.INT8, 1, 0, 0.9)),
                trial(3, 27, Trial.State.FAILED, variant(Precision.INT8, 1, 0, 0.95)),
                trial(
                        4,
                        9,
                        Trial.State.ADMITTED,
                        new Variant(Precision.INT8, 1, Variant.Source.PREDICTED, 1, 0, null))));
        assertThat(contenders).extracting(Contender::name).containsExactly("trial 2 in int8");
    }

    /** The only trial that went on to the end is over the limit when it is measured: three others keep it by their own lines. */
    @Test
    void aTrialThatTurnsOutToBeOverTheLimitTakesNoOthersAway() {
        List<Trial> trials = List.of(
                trial(
                        0,
                        27,
                        Trial.State.ADMITTED,
                        new Variant(Precision.INT8, 1.3, Variant.Source.MEASURED, 1000, 0.3, 0.95)),
                trial(1, 9, Trial.State.ADMITTED, variant(Precision.INT8, 0.9, 0, 0.9)),
                trial(2, 9, Trial.State.ADMITTED, variant(Precision.INT8, 0.8, 0, 0.89)),
                trial(3, 3, Trial.State.ADMITTED, variant(Precision.INT8, 0.1, 0, 0.8)));
        assertThat(Contender.of(trials))
                .extracting(Contender::name)
                .containsExactly("trial 1 in int8", "trial 2 in int8");
        assertThat(Choosing.parse(Choosing.DEFAULT).choose(Contender.of(trials)))
                .isNotNull()
                .satisfies(chosen -> assertThat(chosen.name()).isEqualTo("trial 1 in int8"));
    }

    @Test
    void nothingTrainedIsNothingToChoose() {
        assertThat(Contender.of(List.of(trial(0, 0, Trial.State.ADMITTED, variant(Precision.INT8, 0.1, 0, 0)))))
                .isEmpty();
        assertThat(Contender.front(List.of())).isEmpty();
        assertThat(Choosing.parse("max f1").choose(List.of())).isNull();
    }

    @Test
    void frontIsThatOfNetworksAndPrecisions() {
        List<Contender> front = Contender.front(Contender.of(List.of(
                trial(
                        0,
                        9,
                        Trial.State.ADMITTED,
                        variant(Precision.FP32, 1, 0, 0.90),
                        variant(Precision.INT8, 0.3, 0, 0.89)),
                trial(
                        1,
                        9,
                        Trial.State.ADMITTED,
                        variant(Precision.FP32, 2, 0, 0.90),
                        variant(Precision.INT8, 0.2, 0, 0.50)))));
        assertThat(front)
                .extracting(Contender::name)
                .containsExactly("trial 1 in int8", "trial 0 in int8", "trial 0 in fp32");
    }

    @Test
    void choiceIsTheFastestWithinTheBoundOfF1() {
        List<Contender> contenders = Contender.of(List.of(
                trial(0, 9, Trial.State.ADMITTED, variant(Precision.FP32, 1, 0, 0.900)),
                trial(1, 9, Trial.State.ADMITTED, variant(Precision.FP32, 0.5, 0, 0.898)),
                trial(2, 9, Trial.State.ADMITTED, variant(Precision.FP32, 0.2, 0, 0.897))));
        assertThat(chosen("f1>=best-0.2, min latency", contenders)).isEqualTo(1);
        assertThat(chosen("f1 >= best - 0.3, min latency", contenders)).isEqualTo(2);
        assertThat(chosen("f1>=best, min latency", contenders)).isZero();
        assertThat(chosen("min latency", contenders)).isEqualTo(2);
        assertThat(chosen("max f1", contenders)).isZero();
    }

    private static int chosen(String rule, List<Contender> contenders) {
        Contender chosen = Choosing.parse(rule).choose(contenders);
        return chosen == null ? -1 : chosen.trial().number();
    }
}
