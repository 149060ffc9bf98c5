package dev.fastener.train;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One matrix of weights with its gradient and what the optimiser keeps beside it. Of an embedding only the rows that a batch
 * used have a gradient.
 */
final class Parameter {
    final String name;
    final int rows;
    final int columns;

    /** Whether only {@link #used} rows have a gradient. */
    final boolean sparse;

    /** [rows * columns]. */
    final float[] values;

    /** [rows * columns]. */
    final float[] gradient;

    /** Running mean of the gradient, [rows * columns]. */
    final float[] mean;

    /** Running mean of the squared gradient, [rows * columns]. */
    final float[] square;

    /** Running mean of the values, [rows * columns]; empty where none is kept. */
    final float[] average;

    /** Rows with a gradient in this batch, the first {@link #usedCount}. */
    final int[] used;

    int usedCount;

    /** Step after which each row's {@link #average} was brought up to date; of a sparse parameter only. */
    final int[] averagedAt;

    private final boolean[] isUsed;

    Parameter(String name, int rows, int columns, boolean sparse, boolean averaged) {
        this.name = name;
        this.rows = rows;
        this.columns = columns;
        this.sparse = sparse;
        int size = Math.multiplyExact(rows, columns);
        values = new float[size];
        gradient = new float[size];
        mean = new float[size];
        square = new float[size];
        average = new float[averaged ? size : 0];
        used = new int[sparse ? rows : 0];
        isUsed = new boolean[sparse ? rows : 0];
        averagedAt = new int[sparse && averaged ? rows : 0];
    }

    /** Uniform values from -bound to bound. */
    Parameter uniform(SplittableRandom random, double bound) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return this;
    }

    /** Marks a row of a sparse parameter as used and gives where its gradient starts. */
    int use(int row) {
        if (!isUsed[row]) {
            isUsed[row] = true;
            used[usedCount++] = row;
            Arrays.fill(gradient, row * columns, (row + 1) * columns, 0f);
        }
        return row * columns;
    }

    /** Forgets which rows were used. */
    void clearUsed() {
        for (int i = 0; i < usedCount; i++) {
            isUsed[used[i]] = false;
        }
        usedCount = 0;
    }

    int size() {
        return values.length;
    }
}
