package dev.fastener.onnxruntime;

/**
 * How ONNX Runtime is set up; the defaults suit a server.
 *
 * @param device "cpu"; "cuda" or "cuda:1"; or another provider that the artifact has, as {@link OnnxRuntime#providers()}
 *     names it
 * @param threads that share one operator's work; 0 for as many as the cgroup quota allows
 * @param optimization of the graph
 * @param execution of independent nodes
 * @param batching what one call hands to ONNX Runtime
 * @param spinning whether threads wait for their part by spinning; they stop when the call ends
 * @param weights how LSTMs hold theirs
 */
public record OnnxRuntimeOptions(
        String device,
        int threads,
        Optimization optimization,
        Execution execution,
        Batching batching,
        boolean spinning,
        Weights weights) {
    /** ONNX Runtime's levels of graph optimisation. */
    public enum Optimization {
        NONE,
        BASIC,
        EXTENDED,
        ALL
    }

    /** Whether independent nodes run one after another or at once. */
    public enum Execution {
        SEQUENTIAL,
        PARALLEL
    }

    /** How a batch of mixed lengths is padded. */
    public enum Batching {
        /** Groups of like length, each padded to its longest and run by itself. */
        GROUPED,
        /** One run of all sequences, padded to the longest: what a plain program does. */
        WHOLE
    }

    /** How LSTMs hold their weights. */
    public enum Weights {
        /** As the model has them, widened to fp32. */
        STORED,
        /** In 8 bits, with inputs rounded to 8 bits at each run: DynamicQuantizeLSTM. */
        DYNAMIC_INT8
    }

    public OnnxRuntimeOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads: expected at least 1, or 0 for the quota, found " + threads);
        }
    }

    /** CPU, threads from the quota, all optimisations, one node after another, groups of like length, no spinning. */
    public static OnnxRuntimeOptions defaults() {
        return new OnnxRuntimeOptions(
                "cpu", 0, Optimization.ALL, Execution.SEQUENTIAL, Batching.GROUPED, false, Weights.STORED);
    }

    public OnnxRuntimeOptions withDevice(String name) {
        return new OnnxRuntimeOptions(name, threads, optimization, execution, batching, spinning, weights);
    }

    public OnnxRuntimeOptions withThreads(int count) {
        return new OnnxRuntimeOptions(device, count, optimization, execution, batching, spinning, weights);
    }

    public OnnxRuntimeOptions withOptimization(Optimization level) {
        return new OnnxRuntimeOptions(device, threads, level, execution, batching, spinning, weights);
    }

    public OnnxRuntimeOptions withExecution(Execution mode) {
        return new OnnxRuntimeOptions(device, threads, optimization, mode, batching, spinning, weights);
    }

    public OnnxRuntimeOptions withBatching(Batching way) {
        return new OnnxRuntimeOptions(device, threads, optimization, execution, way, spinning, weights);
    }

    public OnnxRuntimeOptions withSpinning(boolean value) {
        return new OnnxRuntimeOptions(device, threads, optimization, execution, batching, value, weights);
    }

    public OnnxRuntimeOptions withWeights(Weights way) {
        return new OnnxRuntimeOptions(device, threads, optimization, execution, batching, spinning, way);
    }
}
