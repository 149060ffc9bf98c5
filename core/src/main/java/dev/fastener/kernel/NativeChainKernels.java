package dev.fastener.kernel;

/**
 * The native library, which works on the Java arrays in place. Where it lacks memory another tier steps in, whose rows are
 * whole vectors of the library too.
 */
final class NativeChainKernels implements ChainKernels {
    private final NativeVariant variant;
    private final ChainKernels others;

    NativeChainKernels(NativeVariant variant, ChainKernels others) {
        this.variant = variant;
        this.others = others;
    }

    @Override
    public String name() {
        return "native " + variant.label();
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
        require(rows > 0 && tags > 0 && Math.min(start.length, end.length) >= tags, "tags");
        require(Math.min(transitions.length, transposed.length) >= (long) tags * stride, "transitions");
        require(offset >= 0 && emissions.length >= offset + (long) rows * tags, "emissions");
        require(best.length >= (long) rows * stride && at >= 0 && path.length >= at + (long) rows, "rows");
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
        int stride = stride(tags);
        require(rows > 0 && tags > 0 && offset >= 0 && emissions.length >= offset + (long) rows * tags, "emissions");
        require(potentials.length >= (long) rows * stride, "potentials");
        double peaks = NativeCalls.potentials(variant.ordinal(), rows, tags, stride, emissions, offset, potentials);
        // NaN as emissions that are no numbers give it, or the lack of memory.
        return Double.isNaN(peaks) ? others.potentials(rows, tags, emissions, offset, potentials) : peaks;
    }

    @Override
    public boolean forward(int rows, int tags, double[] moves, double[] potentials, double[] alpha, double[] sums) {
        int stride = stride(tags);
        require(rows > 0 && tags > 0 && moves.length >= (long) tags * stride, "moves");
        require(Math.min(potentials.length, alpha.length) >= (long) rows * stride && sums.length >= rows, "rows");
        int found = NativeCalls.forward(variant.ordinal(), rows, tags, stride, moves, potentials, alpha, sums);
        return found < 0 ? others.forward(rows, tags, moves, potentials, alpha, sums) : found > 0;
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
        int stride = stride(tags);
        int shortest = Math.min(potentials.length, Math.min(beta.length, rest.length));
        require(rows > 0 && tags > 0 && movesTransposed.length >= (long) tags * stride, "moves");
        require(shortest >= (long) rows * stride && sums.length >= rows, "rows");
        if (!NativeCalls.backward(
                variant.ordinal(), rows, tags, stride, movesTransposed, potentials, sums, beta, rest)) {
            others.backward(rows, tags, movesTransposed, potentials, sums, beta, rest);
        }
    }

    /** The library checks nothing. */
    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IndexOutOfBoundsException("CRF kernels: " + what + ": the arrays are shorter than the rows");
        }
    }
}
