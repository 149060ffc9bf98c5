package dev.fastener.app.ladder;

import dev.fastener.app.bench.Contestant;
import dev.fastener.app.bench.Setup;
import dev.fastener.engine.Engine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.onnxruntime.OnnxRuntime;
import java.util.List;
import java.util.function.IntConsumer;

/** An engine that runs one model, with its scratch. Of one thread. */
final class Runner implements AutoCloseable {
    private final LadderModel model;
    private final String words;
    private final double tolerance;
    private final Engine engine;
    private final Workspace workspace;

    /**
     * @param words the engine with its version, precision and threads
     * @param tolerance largest scaled difference of its scores to a peer's in fp32 that is rounding; infinite where it rounds
     *     by design
     */
    Runner(LadderModel model, String words, double tolerance, Engine engine) {
        this.model = model;
        this.words = words;
        this.tolerance = tolerance;
        this.engine = engine;
        this.workspace = engine.newWorkspace();
    }

    /** @throws dev.fastener.engine.EngineException where this machine can't run it */
    static Runner open(LadderModel model, Setup setup) {
        Engine engine = setup.open(model.model());
        return new Runner(model, words(setup, engine), setup.tolerance(), engine);
    }

    private static String words(Setup setup, Engine engine) {
        String threads = setup.threads() == 1 ? "1 thread" : setup.threads() + " threads";
        if (setup.kind() == Setup.Kind.CORE) {
            // "core native avx512 int8, calibrated on a sample"
            return "Fastener " + engine.name().replaceFirst("^core ", "").replaceFirst(",.*", "") + ", " + threads;
        }
        String device = engine.name().replaceFirst("^onnxruntime ", "");
        return "ONNX Runtime " + OnnxRuntime.version() + " " + setup.precision()
                + (device.equals("cpu") ? "" : " on " + device)
                + ", " + threads
                + (setup.settings().isEmpty() ? "" : ", " + setup.settings());
    }

    LadderModel model() {
        return model;
    }

    String words() {
        return words;
    }

    double tolerance() {
        return tolerance;
    }

    /** Of each batch. */
    List<TagScores> scores(List<EncodedBatch> batches) {
        return batches.stream().map(batch -> engine.score(batch, workspace)).toList();
    }

    /** This engine over {@code batches}, {@code times} in a row. */
    Contestant over(List<EncodedBatch> batches, int times) {
        return new Contestant() {
            @Override
            public int calls() {
                return Math.multiplyExact(batches.size(), times);
            }

            @Override
            public IntConsumer newCaller() {
                return call -> engine.score(batches.get(call % batches.size()), workspace);
            }
        };
    }

    @Override
    public void close() {
        workspace.close();
        engine.close();
    }
}
