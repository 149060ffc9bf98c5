package dev.fastener.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What an engine computes with, in three tiers of one contract: "scalar" is the specification, "vector" uses the Vector
 * API, "native" is a C++ library behind JNI. A tier prepares weights once, into its own layout; what it prepared is
 * immutable and shared by all threads. A batch lies packed (see {@link PackedSteps}); a call computes some rows or one
 * direction of it, and touches only its arguments. Blocks and prepared weights of one tier are of no use to another.
 *
 * <p>The input products of a step, z = W x + Wb, lie in a row of {@link Direction#rowSize} values in an order of the tier's
 * own. Where an input is an embedding, z can be computed once per vocabulary entry ("folding"): the rows of the table are
 * then read where rows of z would be.
 */
public interface FusedKernels {
    /** "scalar", "vector 512 bits", "native avx512vnni". */
    String name();

    /** Whether this tier computes such a direction on this CPU. The scalar tier computes all. */
    boolean supports(
            RecurrentCell cell, GateActivation activation, GateActivation gateActivation, WeightPrecision precision);

    /** Memory for {@code capacity} values. */
    FloatBlock allocate(int capacity);

    /** Prepares the recurrence of one direction. */
    Direction direction(DirectionWeights weights);

    /**
     * Prepares the input products of one direction, for all of its inputs or for some columns of W: with several features
     * side by side each has its columns.
     *
     * @param firstInput first column of W
     * @param inputs number of columns
     * @param withBias whether Wb is added (by one of the parts)
     */
    Projection projection(DirectionWeights weights, int firstInput, int inputs, boolean withBias);

    /** Prepares a dense layer: y = activation(W x + b), W [outputs, inputs]. */
    Projection dense(int inputs, int outputs, float[] weights, float[] bias, GateActivation activation);

    /** target row r (+)= table row at offsets[r], for rows from {@code from} to {@code to}; rows of {@code size} values. */
    void gather(
            FloatBlock table,
            int[] offsets,
            int from,
            int to,
            int size,
            FloatBlock target,
            int targetColumn,
            int targetStride,
            boolean add);

    /** One recurrent direction. Thread-safe. */
    interface Direction extends AutoCloseable {
        /** Values of a row of input products in this tier's order. */
        int rowSize();

        /** Values of scratch that {@link #run} needs for a batch. */
        int stateSize(int sequences);

        /**
         * Runs through all steps of a batch. Row r of the output is the output of packed row r; a row does not depend on the
         * rows beside it.
         *
         * @param input input products, or a folded table
         * @param rowOffsets where in {@code input} the row of each packed row starts, [rows]
         * @param initial what the sequences start from; null for zeros
         * @param y output, [rows, yStride], columns yColumn to yColumn + hidden
         * @param state scratch; behind a run it starts with the cells that the first sequence of an LSTM ended with, [hidden]
         */
        void run(
                PackedSteps steps,
                FloatBlock input,
                int[] rowOffsets,
                @Nullable InitialStates initial,
                FloatBlock y,
                int yColumn,
                int yStride,
                FloatBlock state);

        @Override
        void close();
    }

    /** A matrix product over rows. Thread-safe. */
    interface Projection extends AutoCloseable {
        /** Values of an output row. */
        int rowSize();

        /**
         * Output rows from {@code from} to {@code to}.
         *
         * @param x [rows, xStride]
         * @param z [rows, zStride], from its first column on
         */
        void run(FloatBlock x, int xStride, int from, int to, FloatBlock z, int zStride);

        @Override
        void close();
    }
}
