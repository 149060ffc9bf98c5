package dev.fastener.app.bench;

import dev.fastener.engine.CpuQuota;
import dev.fastener.engine.Precision;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which engines run, in all combinations. */
final class EngineFlags {
    private static final Path KERAS = Path.of("keras");
    private static final Path NONE = Path.of("none");

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            split = ",",
            description =
                    "core, onnxruntime (a batch is one padded run), onnxruntime-int8 (the same with its 8-bit LSTM)"
                            + " or onnxruntime-grouped (as this program runs it, in groups of like length). The second is always"
                            + " there to compare with (default: core).",
            converter = Setup.KindConverter.class)
    private List<Setup.Kind> engines = List.of(Setup.Kind.CORE);

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            split = ",",
            description = "Of the core's weights: fp32, int16, bf16, int8 (default: fp32).")
    private List<Precision> precisions = List.of(Precision.FP32);

    @Option(
            names = "--kernels",
            paramLabel = "NAME",
            split = ",",
            description = "Of the core's engine: native, vector, scalar (default: the fastest that runs here).")
    private List<String> kernels = List.of("");

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            description = "That one call may use (default: as many as the machine or its quota allows). ONNX Runtime is"
                    + " compared at its best, with one thread, with these and with all.")
    private List<Integer> threads = List.of();

    @Option(
            names = "--onnxruntime-settings",
            description = "Add a row for each of ONNX Runtime's graph optimisation levels and for parallel execution.")
    private boolean allSettings;

    @Option(
            names = "--before",
            paramLabel = "FILE|keras|none",
            split = ",",
            description = "Add a row for TensorFlow running FILE, the SavedModel, checkpoint or frozen graph that the"
                    + " model was converted from; keras: the graph that tf.keras exports for a model that was trained"
                    + " here; none (the default). Fetches TensorFlow (160 MB) once.")
    private List<Path> before = List.of();

    /** ONNX Runtime's first; no two alike. */
    List<Setup> setups() {
        int all = CpuQuota.read().threads();
        List<Integer> own = threads.isEmpty() ? List.of(all) : threads;
        for (int count : own) {
            if (count < 1) {
                throw new IllegalArgumentException("--threads: expected at least 1, found " + count);
            }
        }
        if (precisions.contains(Precision.AUTO)) {
            throw new IllegalArgumentException("--precision: expected fp32, int16, bf16 or int8, found auto");
        }
        Set<Setup> setups = new LinkedHashSet<>();
        Set<Integer> theirs = new TreeSet<>(own);
        theirs.add(1);
        theirs.add(all);
        for (int count : theirs) {
            onnxRuntime(Setup.Kind.ONNXRUNTIME, Precision.FP32, count, setups);
        }
        for (int count : engines.contains(Setup.Kind.ONNXRUNTIME_INT8) ? theirs : Set.<Integer>of()) {
            onnxRuntime(Setup.Kind.ONNXRUNTIME_INT8, Precision.INT8, count, setups);
        }
        for (Setup.Kind engine : engines) {
            for (int count : own) {
                switch (engine) {
                    case CORE -> core(count, setups);
                    case ONNXRUNTIME, ONNXRUNTIME_INT8 -> {} // are there already
                    case TENSORFLOW ->
                        throw new IllegalArgumentException("--engine: expected one of core,"
                                + " onnxruntime, onnxruntime-grouped and onnxruntime-int8, found tensorflow, which --before"
                                + " FILE runs");
                    case ONNXRUNTIME_GROUPED ->
                        setups.add(new Setup(engine, Precision.FP32, "", count, engine.onnxRuntime()));
                }
            }
        }
        for (Path source : before) {
            if (!source.equals(NONE)) {
                setups.add(Setup.tensorFlow(source.equals(KERAS) ? null : source, all));
            }
        }
        return List.copyOf(setups);
    }

    /**
     * The one thing that TensorFlow is to run; null for nothing.
     *
     * @throws IllegalArgumentException where it is to run several
     */
    @Nullable
    Path before() {
        if (before.size() > 1) {
            throw new IllegalArgumentException("--before: expected one with --ladder, found " + before.size());
        }
        return before.isEmpty() || before.contains(NONE) ? null : before.get(0);
    }

    /** Whether {@code setup} is there for its own sake. */
    boolean asksFor(Setup setup) {
        return engines.contains(setup.kind()) && (threads.isEmpty() || threads.contains(setup.threads()));
    }

    private void core(int count, Set<Setup> setups) {
        for (String tier : kernels) {
            for (Precision precision : precisions) {
                setups.add(new Setup(Setup.Kind.CORE, precision, tier, count, Setup.Kind.CORE.onnxRuntime()));
            }
        }
    }

    /** All settings that may be its best. */
    private void onnxRuntime(Setup.Kind engine, Precision precision, int count, Set<Setup> setups) {
        OnnxRuntimeOptions plain = engine.onnxRuntime();
        List<OnnxRuntimeOptions> settings = new ArrayList<>(List.of(plain));
        if (count > 1) {
            settings.add(plain.withSpinning(true));
        }
        if (allSettings) {
            for (OnnxRuntimeOptions.Optimization level : OnnxRuntimeOptions.Optimization.values()) {
                settings.add(plain.withOptimization(level));
            }
            settings.add(plain.withExecution(OnnxRuntimeOptions.Execution.PARALLEL));
        }
        settings.forEach(each -> setups.add(new Setup(engine, precision, "", count, each)));
    }
}
