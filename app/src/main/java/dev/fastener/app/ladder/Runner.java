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
    /** Below this, an engine of ours that rounds doesn't compute the model. */
    private static final double LEAST_EQUAL_TAGS = 0.9;

    private final LadderModel model;
    private final String words;
    private final double tolerance;
    private final double leastEqualTags;
    private final Engine engine;
    private final Workspace workspace;

    /**
     * @param words the engine with its version, precision and threads
     * @param tolerance largest scaled difference of its scores to a peer's in fp32 that is rounding; infinite where it rounds
     *     by design
     * @param leastEqualTags share of the tokens that such an engine must give the peer's tag, 0 to 1
     */
    Runner(LadderModel model, String words, double tolerance, double leastEqualTags, Engine engine) {
        this.model = model;
        this.words = words;
        this.tolerance = tolerance;
        this.leastEqualTags = leastEqualTags;
        this.engine = engine;
        this.workspace = engine.newWorkspace();
    }

    /** @throws dev.fastener.engine.EngineException where this machine can't run it */
    static Runner open(LadderModel model, Setup setup) {
        Engine engine = setup.open(model.model());
        // How another program rounds is its own affair: the table shows what it costs.
        double leastEqualTags = setup.kind() == Setup.Kind.CORE ? LEAST_EQUAL_TAGS : 0;
        return new Runner(model, words(setup, engine), setup.tolerance(), leastEqualTags, engine);
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

    double leastEqualTags() {
        return leastEqualTags;
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
