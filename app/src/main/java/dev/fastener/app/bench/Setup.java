package dev.fastener.app.bench;

import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineException;
import dev.fastener.engine.Engines;
import dev.fastener.kernel.WeightPrecision;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnxruntime.OnnxRuntimeEngine;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import java.util.Locale;

/**
 * One engine with its settings.
 *
 * @param precision of the recurrent weights
 * @param kernels tier of the core's kernels; empty for the best that this machine has, and for other engines
 * @param threads that one call may use
 * @param onnxRuntime settings of ONNX Runtime but the threads
 */
record Setup(Kind kind, WeightPrecision precision, String kernels, int threads, OnnxRuntimeOptions onnxRuntime) {
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

    /** Whether rows are compared with the best of these. */
    boolean isReference() {
        return kind == Kind.ONNXRUNTIME && precision == WeightPrecision.FP32;
    }

    /** @throws EngineException where this machine can't run it */
    Engine open(TaggerModel model) {
        return switch (kind) {
            case CORE -> {
                if (precision != WeightPrecision.FP32) {
                    throw new EngineException("the core's engine has no " + precisionName() + " yet", null);
                }
                yield Engines.fastest(model, threads);
            }
            case ONNXRUNTIME, ONNXRUNTIME_GROUPED -> OnnxRuntimeEngine.open(model, onnxRuntime.withThreads(threads));
        };
    }

    /** Largest scaled difference to ONNX Runtime's fp32 emissions that is rounding; int8 and bf16 round by design. */
    double tolerance() {
        return switch (precision) {
            case FP32 -> 1e-5;
            case INT16 -> 1e-4;
            case BF16, INT8 -> Double.POSITIVE_INFINITY;
        };
    }

    /** "fp32", "int8". */
    String precisionName() {
        return precision.name().toLowerCase(Locale.ROOT);
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
