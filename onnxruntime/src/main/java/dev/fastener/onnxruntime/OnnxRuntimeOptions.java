package dev.fastener.onnxruntime;

/**
 * How ONNX Runtime is set up; the defaults suit a server.
 *
 * @param device "cpu"; "cuda" or "cuda:1"; or another provider that the artifact has, as {@link OnnxRuntime#providers()}
 *     names it
 * @param threads that share one operator's work; 0 for as many as the cgroup quota allows
 * @param optimization of the graph
 * @param execution of independent nodes
 */
public record OnnxRuntimeOptions(String device, int threads, Optimization optimization, Execution execution) {
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

    public OnnxRuntimeOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads: expected at least 1, or 0 for the quota, found " + threads);
        }
    }

    /** CPU, threads from the quota, all optimisations, one node after another. */
    public static OnnxRuntimeOptions defaults() {
        return new OnnxRuntimeOptions("cpu", 0, Optimization.ALL, Execution.SEQUENTIAL);
    }

    public OnnxRuntimeOptions withDevice(String name) {
        return new OnnxRuntimeOptions(name, threads, optimization, execution);
    }

    public OnnxRuntimeOptions withThreads(int count) {
        return new OnnxRuntimeOptions(device, count, optimization, execution);
    }

    public OnnxRuntimeOptions withOptimization(Optimization level) {
        return new OnnxRuntimeOptions(device, threads, level, execution);
    }

    public OnnxRuntimeOptions withExecution(Execution mode) {
        return new OnnxRuntimeOptions(device, threads, optimization, mode);
    }
}
