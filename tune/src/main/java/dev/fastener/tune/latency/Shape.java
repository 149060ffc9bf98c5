package dev.fastener.tune.latency;

import dev.fastener.engine.Precision;
import dev.fastener.train.Architecture;

/**
 * What of a network decides its time and size.
 *
 * @param vocabulary entries of the characters or words
 * @param bigrams entries of the bigrams
 */
record Shape(Architecture architecture, int vocabulary, int bigrams, int tags) {
    /** Terms of {@link #work}. */
    static final int TERMS = 6;

    private static final int FLOAT_BYTES = 4;

    /**
     * Multiplications of one step, by kind: 1 for what each call costs, gate values, state to gates, output of a layer to the
     * gates of the next, last layer to tags, and the gate values that bigrams add. Embeddings are folded into the first layer's
     * input weights when an engine loads, so their dimension costs nothing.
     */
    double[] work() {
        double hidden = architecture.hiddenSize();
        double gates = 2 * architecture.cell().gates() * hidden;
        int layers = architecture.layers();
        return new double[] {
            1,
            layers * gates,
            layers * gates * hidden,
            (layers - 1) * gates * 2 * hidden,
            2 * hidden * tags,
            architecture.bigramDimension() > 0 ? gates : 0
        };
    }

    /** Bytes of the weights where the recurrent layers are in {@code precision}, as {@code quantize.Quantizer} stores them. */
    long bytes(Precision precision) {
        Architecture a = architecture;
        long hidden = a.hiddenSize();
        long gates = a.cell().gates() * hidden;
        long inputs = a.embeddingDimension() + (long) a.bigramDimension();
        long wide = (long) vocabulary * a.embeddingDimension()
                + (long) bigrams * a.bigramDimension()
                + 2 * gates * inputs
                + a.layers() * 4 * gates
                + (2 * hidden + 1) * tags;
        long narrow = 2 * gates * (a.layers() * hidden + (a.layers() - 1) * 2 * hidden);
        long scales = 2 * gates * (2 * a.layers() - 1);
        return FLOAT_BYTES * wide
                + switch (precision) {
                    case AUTO, FP32 -> FLOAT_BYTES * narrow;
                    case BF16 -> Short.BYTES * narrow;
                    case INT16 -> Short.BYTES * narrow + FLOAT_BYTES * scales;
                    case INT8 -> narrow + FLOAT_BYTES * scales;
                };
    }
}
