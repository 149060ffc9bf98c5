package dev.fastener.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.fastener.app.bench.Shape;
import dev.fastener.engine.EngineException;
import dev.fastener.kernel.WeightPrecision;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A benchmark of something wrong is worth nothing: what is timed is compared with plain loops, or with the specification. */
class WhatIsTimedTest {
    @ParameterizedTest
    @ValueSource(strings = {"6x256x64", "32x256x1024", "1x256x1024", "5x7x3"})
    void bothProductsAreThoseOfThePlainLoop(String shape) {
        MultiplyBenchmark benchmark = new MultiplyBenchmark();
        benchmark.shape = shape;
        try {
            benchmark.fill();
        } catch (LinkageError e) {
            abort("no OpenBLAS for this platform on the class path: " + e);
        }
        float[] a = benchmark.matrices()[0];
        float[] b = benchmark.matrices()[1];
        float[] ours = benchmark.fastener(new Gigaflops()).clone();
        float[] theirs = benchmark.openBlas(new Gigaflops()).clone();
        String[] sizes = shape.split("x", 3);
        int k = Integer.parseInt(sizes[1]);
        int n = Integer.parseInt(sizes[2]);
        for (int i = 0; i < ours.length; i++) {
            double sum = 0;
            for (int p = 0; p < k; p++) {
                sum += (double) a[i / n * k + p] * b[p * n + i % n];
            }
            assertThat((double) ours[i]).as("%s, ours at %d", shape, i).isCloseTo(sum, within(1e-4));
            assertThat((double) theirs[i]).as("%s, OpenBLAS at %d", shape, i).isCloseTo(sum, within(1e-4));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vector, FP32, 1e-5", "vector, INT16, 1e-5", "vector, BF16, 1e-5", "vector, INT8, 1e-5",
        "native, FP32, 1e-5", "native, INT16, 1e-5", "native, BF16, 1e-3", "native, INT8, 1e-5"
    })
    void aTiersOutputIsThatOfTheSpecification(String tier, WeightPrecision precision, double tolerance) {
        for (int sentences : new int[] {1, 6}) {
            float[] expected = output("scalar", precision, sentences);
            float[] found = output(tier, precision, sentences);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) found[i])
                        .as("%s %s, %d sentences, value %d", tier, precision, sentences, i)
                        .isCloseTo(expected[i], within(tolerance));
            }
        }
    }

    private static float[] output(String tier, WeightPrecision precision, int sentences) {
        RecurrenceBenchmark benchmark = new RecurrenceBenchmark();
        benchmark.tier = tier;
        benchmark.precision = precision;
        benchmark.hidden = 64;
        benchmark.sentences = sentences;
        try {
            benchmark.prepare();
        } catch (IllegalStateException e) {
            return abort(String.valueOf(e.getMessage()));
        }
        benchmark.lstm(new Gigaflops());
        float[] output = benchmark.output();
        benchmark.close();
        return output;
    }

    @ParameterizedTest
    @CsvSource({
        "CORE FP32, 1e-5",
        "CORE INT16, 1e-4",
        "CORE BF16, 1e-2",
        "CORE INT8, 1e-2",
        "ONNXRUNTIME_INT8 INT8, 1e-2"
    })
    void enginesScoreAsOnnxRuntimeDoes(String engine, float tolerance) throws IOException {
        float[] expected = scores("ONNXRUNTIME FP32");
        float[] found = scores(engine);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("%s, value %d", engine, i).isCloseTo(expected[i], within(tolerance));
        }
    }

    private static float[] scores(String engine) throws IOException {
        EngineBenchmark benchmark = new EngineBenchmark();
        benchmark.engine = engine;
        benchmark.shape = Shape.SMALL;
        benchmark.batch = 3;
        try {
            benchmark.open();
        } catch (EngineException e) {
            return abort(String.valueOf(e.getMessage()));
        }
        float[] values = benchmark.score().values().clone();
        benchmark.close();
        return values;
    }
}
