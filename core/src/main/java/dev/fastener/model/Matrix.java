package dev.fastener.model;

/**
 * A dense fp32 matrix in row-major order. The array is shared, not copied: nobody changes it after construction.
 *
 * @param rows number of rows
 * @param columns number of columns
 * @param values [rows * columns], row-major
 */
public record Matrix(int rows, int columns, float[] values) {
    public Matrix {
        if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(
                    "matrix: expected [" + rows + ", " + columns + "], found " + values.length + " values");
        }
    }

    /** Throws an IllegalArgumentException that names {@code what} unless the shape is [rows, columns]. */
    void requireShape(String what, int expectedRows, int expectedColumns) {
        if (rows != expectedRows || columns != expectedColumns) {
            throw new IllegalArgumentException(what + ": expected [" + expectedRows + ", " + expectedColumns
                    + "], found [" + rows + ", " + columns + "]");
        }
    }
}
