package dev.fastener.engine;

/**
 * How the core's engine runs; immutable. {@code EngineOptions.defaults().withPrecision(Precision.INT8)}.
 *
 * @param precision of the recurrent weights
 * @param threads that one call may use; 0 for as many as the machine or its cgroup quota, rounded down, allows
 * @param kernels "scalar", "vector" or "native"; "" for the fastest that runs here
 * @param tableMegabytes most memory for the tables of embeddings multiplied at load; a feature whose table would exceed it
 *     is multiplied per batch instead
 * @param warmUpMillis most time at load for running the just-in-time compiler warm, spent once per JVM; 0 for none
 */
public record EngineOptions(Precision precision, int threads, String kernels, int tableMegabytes, int warmUpMillis) {
    public EngineOptions {
        if (threads < 0 || tableMegabytes < 0 || warmUpMillis < 0) {
            throw new IllegalArgumentException(
                    "engine options: expected threads, tableMegabytes and warmUpMillis of at least 0, found " + threads
                            + ", " + tableMegabytes + " and " + warmUpMillis);
        }
    }

    /** What the model holds, all CPUs, the fastest kernels, tables of at most 256 MB, a warm-up of at most 0.4 s. */
    public static EngineOptions defaults() {
        return new EngineOptions(Precision.AUTO, 0, "", 256, 400);
    }

    /** The defaults without a warm-up: for work where no single call is waited for, it would only put off the first. */
    public static EngineOptions forBulk() {
        return defaults().withWarmUpMillis(0);
    }

    public EngineOptions withPrecision(Precision value) {
        return new EngineOptions(value, threads, kernels, tableMegabytes, warmUpMillis);
    }

    public EngineOptions withThreads(int value) {
        return new EngineOptions(precision, value, kernels, tableMegabytes, warmUpMillis);
    }

    public EngineOptions withKernels(String value) {
        return new EngineOptions(precision, threads, value, tableMegabytes, warmUpMillis);
    }

    public EngineOptions withTableMegabytes(int value) {
        return new EngineOptions(precision, threads, kernels, value, warmUpMillis);
    }

    public EngineOptions withWarmUpMillis(int value) {
        return new EngineOptions(precision, threads, kernels, tableMegabytes, value);
    }
}
