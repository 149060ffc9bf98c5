package dev.fastener.app.bench;

import dev.fastener.app.before.TensorFlowEngine;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineException;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.Precision;
import dev.fastener.model.Layer;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnxruntime.OnnxRuntimeEngine;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One engine with its settings.
 *
 * @param precision of the recurrent weights
 * @param kernels tier of the core's kernels; empty for the best that this machine has, and for other engines
 * @param threads that one call may use
 * @param onnxRuntime settings of ONNX Runtime but the threads
 * @param source that TensorFlow runs; null for the graph that tf.keras exports for the model, and for other engines
 */
public record Setup(
        Kind kind,
        Precision precision,
        String kernels,
        int threads,
        OnnxRuntimeOptions onnxRuntime,
        @Nullable Path source) {
    /** What runs the model. */
    public enum Kind {
        /** The engine of the core. */
        CORE("core"),
        /** One run for each batch, padded to its longest sentence. */
        ONNXRUNTIME("onnxruntime"),
        /** Our engine on it, which splits a batch into groups of like length. */
        ONNXRUNTIME_GROUPED("onnxruntime-grouped"),
        /** One run for each batch, LSTMs with weights and inputs in 8 bits. */
        ONNXRUNTIME_INT8("onnxruntime-int8"),
        /** The file that the model was converted from or tf.keras' graph, in TensorFlow; one padded run for each batch. */
        TENSORFLOW("tensorflow");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** What this kind does with ONNX Runtime. */
        public OnnxRuntimeOptions onnxRuntime() {
            OnnxRuntimeOptions defaults = OnnxRuntimeOptions.defaults();
            return switch (this) {
                case CORE, ONNXRUNTIME_GROUPED, TENSORFLOW -> defaults;
                case ONNXRUNTIME -> defaults.withBatching(OnnxRuntimeOptions.Batching.WHOLE);
                case ONNXRUNTIME_INT8 ->
                    defaults.withBatching(OnnxRuntimeOptions.Batching.WHOLE)
                            .withWeights(OnnxRuntimeOptions.Weights.DYNAMIC_INT8);
            };
        }

        @Override
        public String toString() {
            return label;
        }
    }

    public Setup(Kind kind, Precision precision, String kernels, int threads, OnnxRuntimeOptions onnxRuntime) {
        this(kind, precision, kernels, threads, onnxRuntime, null);
    }

    /** TensorFlow with all threads of the machine, its default. */
    static Setup tensorFlow(@Nullable Path source, int threads) {
        return new Setup(Kind.TENSORFLOW, Precision.FP32, "", threads, Kind.TENSORFLOW.onnxRuntime(), source);
    }

    /** The setup whose {@link #arguments} these are. */
    static Setup of(List<String> arguments) {
        Kind kind = Kind.valueOf(arguments.get(0));
        return new Setup(
                kind,
                Precision.of(arguments.get(1)),
                arguments.get(2),
                Integer.parseInt(arguments.get(3)),
                kind.onnxRuntime());
    }

    /** All but ONNX Runtime's settings, for another JVM. */
    List<String> arguments() {
        return List.of(kind.name(), precision.name(), kernels, String.valueOf(threads));
    }

    /** Whether rows are compared with the best of these. */
    boolean isReference() {
        return kind == Kind.ONNXRUNTIME && precision == Precision.FP32;
    }

    /**
     * Opens it.
     *
     * @throws EngineException where this machine can't run it
     */
    public Engine open(TaggerModel model) {
        if (kind == Kind.ONNXRUNTIME_INT8 && model.body().stream().noneMatch(Setup::isLstm)) {
            throw new EngineException("the model has no LSTM, and ONNX Runtime has nothing else in int8", null);
        }
        return switch (kind) {
            case CORE ->
                Engines.fastest(
                        model,
                        EngineOptions.defaults()
                                .withPrecision(precision)
                                .withThreads(threads)
                                .withKernels(kernels));
            case ONNXRUNTIME, ONNXRUNTIME_GROUPED, ONNXRUNTIME_INT8 ->
                OnnxRuntimeEngine.open(model, onnxRuntime.withThreads(threads));
            case TENSORFLOW -> source == null ? TensorFlowEngine.trained(model) : TensorFlowEngine.open(source, model);
        };
    }

    private static boolean isLstm(Layer layer) {
        return layer instanceof Recurrent recurrent && recurrent.cell() == Recurrent.Cell.LSTM;
    }

    /** Largest scaled difference to ONNX Runtime's fp32 emissions that is rounding; int8 and bf16 round by design. */
    public double tolerance() {
        return switch (precision) {
            // GPUs round products of fp32 to fewer bits.
            case FP32 -> onnxRuntime.device().equals("cpu") ? 1e-5 : 1e-3;
            case INT16 -> 1e-4;
            case AUTO, BF16, INT8 -> Double.POSITIVE_INFINITY;
        };
    }

    /** "core int8 native, threads 2" or "onnxruntime fp32, threads 2, spinning". */
    String name() {
        return kind + " " + precision + (kernels.isEmpty() ? "" : " " + kernels) + ", threads " + threads
                + (settings().isEmpty() ? "" : ", " + settings());
    }

    /** What TensorFlow runs; of ONNX Runtime what differs from its defaults in our engine; empty where nothing does. */
    public String settings() {
        if (kind == Kind.CORE) {
            return "";
        }
        if (kind == Kind.TENSORFLOW) {
            return source == null ? "keras" : String.valueOf(source.getFileName());
        }
        StringBuilder settings = new StringBuilder();
        if (onnxRuntime.spinning()) {
            settings.append("spinning ");
        }
        if (onnxRuntime.optimization() != OnnxRuntimeOptions.Optimization.ALL) {
            settings.append("optimization=")
                    .append(onnxRuntime.optimization().name().toLowerCase(Locale.ROOT))
                    .append(' ');
        }
        if (onnxRuntime.execution() == OnnxRuntimeOptions.Execution.PARALLEL) {
            settings.append("parallel ");
        }
        return settings.toString().strip();
    }

    /** By the names that rows have. */
    static final class KindConverter implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String name) {
            for (Kind kind : Kind.values()) {
                if (kind.label.equalsIgnoreCase(name)) {
                    return kind;
                }
            }
            throw new TypeConversionException("expected one of " + Arrays.toString(Kind.values()) + ", found " + name);
        }
    }
}
