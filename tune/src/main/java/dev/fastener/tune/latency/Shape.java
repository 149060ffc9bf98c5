package dev.fastener.tune.latency;

import dev.fastener.train.Architecture;

/**
 * What of a network decides its time and size.
 *
 * @param vocabulary entries of the characters or words
 * @param bigrams entries of the bigrams
 */
record Shape(Architecture architecture, int vocabulary, int bigrams, int tags) {
    /** Terms of {@link #work}. */
    static final int TERMS = 5;

    /**
     * Multiplications of one step, by kind: 1 for what each call costs, gate values, state to gates, output of a layer to the
     * gates of the next, last layer to tags. Embeddings are folded into the first layer's input weights when an engine loads,
     * so their dimension costs nothing.
     */
    double[] work() {
        double hidden = architecture.hiddenSize();
        double gates = 2 * architecture.cell().gates() * hidden;
        int layers = architecture.layers();
        return new double[] {
            1, layers * gates, layers * gates * hidden, (layers - 1) * gates * 2 * hidden, 2 * hidden * tags
        };
    }

    long parameters() {
        Architecture a = architecture;
        long hidden = a.hiddenSize();
        long gates = a.cell().gates() * hidden;
        long inputs = a.embeddingDimension() + (long) a.bigramDimension();
        long sum = (long) vocabulary * a.embeddingDimension() + (long) bigrams * a.bigramDimension();
        for (int layer = 0; layer < a.layers(); layer++) {
            sum += 2 * gates * (inputs + hidden + 2);
            inputs = 2 * hidden;
        }
        return sum + (2 * hidden + 1) * tags;
    }
}
