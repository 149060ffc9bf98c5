package dev.fastener.bench;

import dev.fastener.app.bench.BenchCorpus;
import dev.fastener.app.bench.Order;
import dev.fastener.app.bench.RandomModel;
import dev.fastener.app.bench.Setup.Kind;
import dev.fastener.app.bench.Shape;
import dev.fastener.engine.Engine;
import dev.fastener.engine.Precision;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.CorpusOptions;
import dev.fastener.vocab.Encoder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Ids in, emissions out, of one model of random weights on each engine: sentences of 40 characters, so that nobody computes
 * padding. {@code fastener bench} times engines by turns, which is fairer on a machine that others use.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineBenchmark {
    private static final int LENGTH = 40;
    private static final int SENTENCES = 256;
    private static final long SEED = 1;

    /** Kind of engine and precision. */
    @Param({"CORE FP32", "CORE INT16", "CORE BF16", "CORE INT8", "ONNXRUNTIME FP32", "ONNXRUNTIME_INT8 INT8"})
    String engine = "CORE FP32";

    @Param({"SLIM", "SMALL"})
    Shape shape = Shape.SLIM;

    @Param({"1", "32"})
    int batch = 1;

    @Param({"1", "2"})
    int threads = 1;

    private @Nullable Opened opened;

    private record Opened(Engine engine, EncodedBatch batch, Workspace workspace) {}

    /**
     * Opens the engine.
     *
     * @throws dev.fastener.engine.EngineException where this machine can't run it
     */
    @Setup
    public void open() throws IOException {
        BenchCorpus corpus = BenchCorpus.read(null, CorpusOptions.defaults(), SENTENCES);
        TaggerModel model = RandomModel.of(shape.architecture(), corpus, SEED);
        String[] parts = engine.split(" ", 2);
        Kind kind = Kind.valueOf(parts[0]);
        Engine running = new dev.fastener.app.bench.Setup(kind, Precision.of(parts[1]), "", threads, kind.onnxRuntime())
                .open(model);
        EncodedBatch sentences = new Encoder(model)
                .encodeTokens(Order.FULL.arrange(corpus, LENGTH).subList(0, batch))
                .batch();
        opened = new Opened(running, sentences, running.newWorkspace());
    }

    /** A batch. */
    @Benchmark
    public TagScores score() {
        Opened running = opened();
        return running.engine().score(running.batch(), running.workspace());
    }

    /** Frees what lies outside the heap. */
    @TearDown
    public void close() {
        opened().workspace().close();
        opened().engine().close();
    }

    private Opened opened() {
        if (opened == null) {
            throw new IllegalStateException("open() comes first");
        }
        return opened;
    }
}
