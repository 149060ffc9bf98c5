package dev.fastener.convert.onnx;

import java.util.List;

/** What a name of the graph stands for. */
sealed interface Value
        permits Value.Ids,
                Value.Shifted,
                Value.Steps,
                Value.Padded,
                Value.Sizes,
                Value.Floats,
                Value.Filled,
                Value.Lengths,
                Value.PadTest,
                Value.Order,
                Value.Count,
                Value.Zeros,
                Value.Deviation,
                Value.Exponential,
                Formula {
    /** Ids of an input, in whatever order of axes. */
    record Ids(int input, List<List<Atom>> axes) implements Value {}

    /** Ids to which a number was added, as negative ones are counted from a table's end; no id is negative. */
    record Shifted(int input) implements Value {}

    /**
     * What the network computes.
     *
     * @param inOrder whether the sentences stand in the order of the input
     */
    record Steps(Chain chain, List<List<Atom>> axes, boolean inOrder) implements Value {
        Steps with(List<List<Atom>> others) {
            return new Steps(chain, others, inOrder);
        }

        /** The axis that holds all values of a step in their order; -1 where there is none. */
        int valueAxis() {
            return Atom.valueAxis(axes);
        }
    }

    /** Steps with zeros before the first and behind the last, for a convolution; the axes are those without. */
    record Padded(Steps steps, int before, int after) implements Value {}

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

    /** {@code factor} times the square root of a step's variance plus {@code epsilon}. */
    record Deviation(Steps of, double epsilon, double factor) implements Value {}

    /** exp(of), on the way to a softmax or a sigmoid. */
    record Exponential(Formula of, Stage stage) implements Value {
        enum Stage {
            PLAIN,
            /** 1 + exp(of) */
            PLUS_ONE,
            /** The sum of exp(of) over the values of a step. */
            SUM
        }
    }
}
