package dev.fastener.app.bench;

import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineException;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.Precision;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnxruntime.OnnxRuntimeEngine;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import java.util.List;
import java.util.Locale;

/**
 * One engine with its settings.
 *
 * @param precision of the recurrent weights
 * @param kernels tier of the core's kernels; empty for the best that this machine has, and for other engines
 * @param threads that one call may use
 * @param onnxRuntime settings of ONNX Runtime but the threads
 */
record Setup(Kind kind, Precision precision, String kernels, int threads, OnnxRuntimeOptions onnxRuntime) {
    enum Kind {
        CORE("core"),
        /** One run for each batch, padded to its longest sentence. */
        ONNXRUNTIME("onnxruntime"),
        /** Our engine on it, which splits a batch into groups of like length. */
        ONNXRUNTIME_GROUPED("onnxruntime-grouped");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** The setup whose {@link #arguments} these are. */
    static Setup of(List<String> arguments) {
        return new Setup(
                Kind.valueOf(arguments.get(0)),
                Precision.of(arguments.get(1)),
                arguments.get(2),
                Integer.parseInt(arguments.get(3)),
                OnnxRuntimeOptions.defaults());
    }

    /** All but ONNX Runtime's settings, for another JVM. */
    List<String> arguments() {
        return List.of(kind.name(), precision.name(), kernels, String.valueOf(threads));
    }

    /** Whether rows are compared with the best of these. */
    boolean isReference() {
        return kind == Kind.ONNXRUNTIME && precision == Precision.FP32;
    }

    /** @throws EngineException where this machine can't run it */
    Engine open(TaggerModel model) {
        return switch (kind) {
            case CORE ->
                Engines.fastest(
                        model,
                        EngineOptions.defaults()
                                .withPrecision(precision)
                                .withThreads(threads)
                                .withKernels(kernels));
            case ONNXRUNTIME, ONNXRUNTIME_GROUPED -> OnnxRuntimeEngine.open(model, onnxRuntime.withThreads(threads));
        };
    }

    /** Largest scaled difference to ONNX Runtime's fp32 emissions that is rounding; int8 and bf16 round by design. */
    double tolerance() {
        return switch (precision) {
            case FP32 -> 1e-5;
            case INT16 -> 1e-4;
            case AUTO, BF16, INT8 -> Double.POSITIVE_INFINITY;
        };
    }

    /** What differs from ONNX Runtime's defaults in our engine; empty where nothing does. */
    String settings() {
        if (kind == Kind.CORE) {
            return "";
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
}
