package dev.fastener.app.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.app.demo.SampleCorpus;
import dev.fastener.engine.Precision;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TextRules;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.train.Architecture;
import dev.fastener.train.TrainingData;
import dev.fastener.tune.latency.Conditions;
import dev.fastener.tune.latency.Forecast;
import dev.fastener.tune.latency.Limits;
import dev.fastener.tune.latency.Stopwatch;
import dev.fastener.tune.search.Point;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecisionsTest {
    private static final List<Precision> ALL = List.of(Precision.FP32, Precision.INT16, Precision.BF16, Precision.INT8);

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Forecast.Untrained untrained;

    @SuppressWarnings("NullAway.Init")
    private static Stopwatch stopwatch;

    @SuppressWarnings("NullAway.Init")
    private static Forecast forecast;

    @BeforeAll
    static void time() throws IOException {
        SampleCorpus sample = SampleCorpus.generate(1, 60, 20, 0);
        TrainingData data =
                new TrainingData("sample", sample.train(), sample.dev(), SampleCorpus.TAGS, TextRules.Unit.CHARACTER);
        untrained = Precisions.untrained(data, 1);
        stopwatch = new Stopwatch(Conditions.defaults(), Precision.AUTO, folder.resolve("lock"), sample.dev(), 1);
        List<Architecture> shapes = List.of(
                new Architecture(Recurrent.Cell.LSTM, 1, 8, 8, 0), new Architecture(Recurrent.Cell.LSTM, 2, 16, 8, 0));
        forecast = Forecast.of(shapes, ALL, untrained, stopwatch);
    }

    @Test
    void sizeOfAnyShapeIsForetoldInEachPrecision() {
        Architecture other = new Architecture(Recurrent.Cell.GRU_RESET_AFTER, 3, 64, 32, 16);
        for (Precision precision : ALL) {
            long bytes = OnnxWriter.toBytes(untrained.of(other, precision)).length;
            assertThat((double) forecast.bytes(other, precision))
                    .as("%s", precision)
                    .isCloseTo(bytes, within(0.03 * bytes));
        }
    }

    @Test
    void aForecastIsTheSameAfterARestart() {
        Forecast again = Forecast.parse(forecast.text());
        Architecture other = new Architecture(Recurrent.Cell.LSTM, 3, 64, 32, 16);
        for (Precision precision : ALL) {
            assertThat(again.millis(other, precision)).isEqualTo(forecast.millis(other, precision));
            assertThat(again.bytes(other, precision)).isEqualTo(forecast.bytes(other, precision));
        }
        assertThatThrownBy(() -> again.millis(other, Precision.AUTO)).hasMessageContaining("found auto");
    }

    @Test
    void measurementsMakeAsManyCallsAsAskedForAndInterruptionsOnlyAdd() throws IOException {
        var measured = stopwatch.measure(
                untrained.of(new Architecture(Recurrent.Cell.LSTM, 1, 8, 8, 0), Precision.FP32), 1234);
        assertThat(measured.times()).isGreaterThanOrEqualTo(1234);
        assertThat(measured.millis()).isPositive().isLessThanOrEqualTo(measured.disturbedMillis());
    }

    @Test
    void networkIsRejectedWhereNoPrecisionKeepsTheLimits() throws IOException {
        Map<String, String> values =
                Map.of("cell", "lstm", "layers", "2", "hidden-size", "32", "embedding-dim", "8", "bigram-dim", "0");
        long wider = forecast.bytes(Candidate.architecture(new Point(values)), Precision.BF16);
        long narrow = forecast.bytes(Candidate.architecture(new Point(values)), Precision.INT8);
        Trial admitted = judge(values, (wider + narrow) / 2);
        assertThat(admitted.state()).isEqualTo(Trial.State.ADMITTED);
        assertThat(admitted.fastest().precision()).isEqualTo(Precision.INT8);
        assertThat(admitted.variants()).extracting(Variant::precision).containsExactlyElementsOf(ALL);
        assertThat(admitted.variants().get(0).excess()).isPositive();
        Trial rejected = judge(values, narrow / 2);
        assertThat(rejected.state()).isEqualTo(Trial.State.REJECTED);
        assertThat(rejected.reason()).contains("in int8 (predicted)");
        assertThat(rejected.isUnfinished()).isFalse();
    }

    private static Trial judge(Map<String, String> values, long bytes) throws IOException {
        Limits limits = new Limits(Conditions.defaults(), Double.POSITIVE_INFINITY, bytes);
        return new Admission(limits, ALL, forecast, untrained, stopwatch).judge(7, new Point(values), 3);
    }

    @Test
    void ordersOfWorkersAreReadBack() throws IOException {
        Trial trial = judge(
                Map.of("cell", "lstm", "layers", "2", "hidden-size", "32", "embedding-dim", "8", "bigram-dim", "0"),
                Long.MAX_VALUE);
        Order order = Order.parse(Order.of(trial).line());
        assertThat(order).isEqualTo(new Order(7, 3, ALL, trial.point()));
    }

    @Test
    void precisionsAreWidthsEachOnce() {
        assertThat(Precisions.parse(List.of("int8", "FP32"))).containsExactly(Precision.INT8, Precision.FP32);
        for (List<String> names : List.of(List.<String>of(), List.of("auto"), List.of("int8", "int8"))) {
            assertThatThrownBy(() -> Precisions.parse(names)).hasMessageContaining("--precision: expected some of");
        }
    }
}
