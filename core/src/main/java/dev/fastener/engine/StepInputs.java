package dev.fastener.engine;

import dev.fastener.kernel.FloatBlock;

/** Where one direction of a recurrent layer finds the input products of each packed row. Immutable. */
interface StepInputs extends AutoCloseable {
    /** Values of a row that {@link #compute} computes; 0 where it computes none. */
    int computedSize();

    /** Computes what isn't known at load; into the lane's block. */
    void compute(Group group, int lane);

    /** What holds the rows. */
    FloatBlock rows(Group group, int lane);

    /** Where in it each packed row's starts. */
    int[] offsets(Group group, int lane);

    @Override
    void close();
}
