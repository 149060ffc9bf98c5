package dev.fastener.kernel;

/** Viterbi by the native library, all else by another tier whose rows are whole vectors of the library too. */
final class NativeChainKernels implements ChainKernels {
    private final NativeVariant variant;
    private final ChainKernels others;

    NativeChainKernels(NativeVariant variant, ChainKernels others) {
        this.variant = variant;
        this.others = others;
    }

    @Override
    public String name() {
        return "native " + variant.label() + ", " + others.name();
    }

    @Override
    public int stride(int tags) {
        return others.stride(tags);
    }

    @Override
    public float viterbi(
            int rows,
            int tags,
            float[] transitions,
            float[] transposed,
            float[] start,
            float[] end,
            float[] emissions,
            int offset,
            float[] best,
            int[] path,
            int at) {
        int stride = stride(tags);
        // The library checks nothing.
        if (rows < 1
                || tags < 1
                || offset < 0
                || at < 0
                || transitions.length < (long) tags * stride
                || transposed.length < (long) tags * stride
                || start.length < tags
                || end.length < tags
                || emissions.length < offset + (long) rows * tags
                || best.length < (long) rows * stride
                || path.length < at + (long) rows) {
            throw new IndexOutOfBoundsException("viterbi: " + rows + " rows of " + tags + " tags from " + offset
                    + " on are not within " + emissions.length + " emissions, " + best.length + " scores and "
                    + path.length + " tags");
        }
        float score = NativeCalls.viterbi(
                variant.ordinal(),
                rows,
                tags,
                stride,
                transitions,
                transposed,
                start,
                end,
                emissions,
                offset,
                best,
                path,
                at);
        if (Float.isNaN(score)) { // as NaN emissions give it, or the lack of memory: the other tier tells which
            return others.viterbi(rows, tags, transitions, transposed, start, end, emissions, offset, best, path, at);
        }
        return score;
    }

    @Override
    public double potentials(int rows, int tags, float[] emissions, int offset, double[] potentials) {
        return others.potentials(rows, tags, emissions, offset, potentials);
    }

    @Override
    public boolean forward(int rows, int tags, double[] moves, double[] potentials, double[] alpha, double[] sums) {
        return others.forward(rows, tags, moves, potentials, alpha, sums);
    }

    @Override
    public void backward(
            int rows,
            int tags,
            double[] movesTransposed,
            double[] potentials,
            double[] sums,
            double[] beta,
            double[] rest) {
        others.backward(rows, tags, movesTransposed, potentials, sums, beta, rest);
    }
}
