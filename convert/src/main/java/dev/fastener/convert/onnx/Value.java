package dev.fastener.convert.onnx;

import java.util.List;

/** What a name of the graph stands for. */
sealed interface Value {
    /** Ids of an input, in whatever order of axes. */
    record Ids(int input, List<List<Atom>> axes) implements Value {}

    /**
     * What the network computes.
     *
     * @param inOrder whether the sentences stand in the order of the input
     */
    record Steps(Chain chain, List<List<Atom>> axes, boolean inOrder) implements Value {
        Steps with(List<List<Atom>> others) {
            return new Steps(chain, others, inOrder);
        }
    }

    /** Integers of rank 0 or 1, lengths among them. */
    record Sizes(List<Size> values, int rank) implements Value {}

    /** Constant numbers, row-major. */
    record Floats(int[] shape, float[] values) implements Value {}

    /** The same number everywhere, of any shape. */
    record Filled(float number) implements Value {}

    /**
     * Steps of each sentence.
     *
     * @param pad the id whose places aren't counted; -1 where an input says the lengths
     */
    record Lengths(int pad) implements Value {}

    /** Whether a step's id is {@code pad}, or isn't. */
    record PadTest(int input, int pad, boolean real) implements Value {}

    /** The order of the sentences by length, or what undoes it. */
    record Order(boolean undoes) implements Value {}

    /** 0 and on, one for each sentence. */
    record Count() implements Value {}

    /** Sentences of zeros as integers, one for each. */
    record Zeros() implements Value {}
}
