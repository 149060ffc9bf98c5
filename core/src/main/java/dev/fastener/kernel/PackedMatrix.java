package dev.fastener.kernel;

import java.util.Arrays;

/**
 * The right factor of a product, [rows, columns], re-laid in panels of {@link Kernels#panelWidth()} columns: within a
 * panel, row follows row without a gap, so that the inner loop of {@link Kernels#multiply} reads it as one stream and
 * never meets the cache conflicts of a power-of-two row stride. The last panel is filled up with zeros. Not thread-safe
 * while it is packed.
 */
public final class PackedMatrix {
    private final int width;
    private int rows;
    private int columns;

    /** [panels][rows][width]. */
    private float[] values = {};

    public PackedMatrix(Kernels kernels) {
        this.width = kernels.panelWidth();
    }

    /** Gives it another shape; what it held is lost. */
    public void reshape(int newRows, int newColumns) {
        int panels = (newColumns + width - 1) / width;
        int size = Math.multiplyExact(Math.multiplyExact(panels, width), newRows);
        if (values.length < size) {
            values = new float[Math.max(size, (int) Math.min(Integer.MAX_VALUE - 8, values.length * 5L / 4))];
        }
        rows = newRows;
        columns = newColumns;
    }

    /** Takes over a row-major matrix, [rows, columns]. */
    public PackedMatrix pack(int newRows, int newColumns, float[] source, int offset, int rowStride) {
        reshape(newRows, newColumns);
        packRows(0, newRows, source, offset, rowStride);
        return this;
    }

    /** Takes over the transposed of a row-major matrix, [columns, rows]. */
    public PackedMatrix packTransposed(int newRows, int newColumns, float[] source, int offset, int rowStride) {
        reshape(newRows, newColumns);
        for (int panel = 0; panel * width < columns; panel++) {
            int used = Math.min(width, columns - panel * width);
            int target = panel * rows * width;
            if (used < width) {
                Arrays.fill(values, target, target + rows * width, 0f);
            }
            // Eight rows at a time: each cache line that is written is then written while it is in the first cache.
            for (int row = 0; row < rows; row += 8) {
                transposeBlock(source, offset + panel * width * rowStride + row, rowStride, used, target, row);
            }
        }
        return this;
    }

    private void transposeBlock(float[] source, int offset, int rowStride, int used, int target, int row) {
        int end = Math.min(8, rows - row);
        for (int column = 0; column < used; column++) {
            int from = offset + column * rowStride;
            int to = target + row * width + column;
            for (int r = 0; r < end; r++) {
                values[to + r * width] = source[from + r];
            }
        }
    }

    /** Takes over {@code count} rows, from {@code first} on. */
    public void packRows(int first, int count, float[] source, int offset, int rowStride) {
        for (int panel = 0; panel * width < columns; panel++) {
            int used = Math.min(width, columns - panel * width);
            int target = (panel * rows + first) * width;
            for (int row = 0; row < count; row++, target += width) {
                System.arraycopy(source, offset + row * rowStride + panel * width, values, target, used);
                Arrays.fill(values, target + used, target + width, 0f);
            }
        }
    }

    /** Sets {@code count} rows to zero, from {@code first} on. */
    public void clearRows(int first, int count) {
        for (int panel = 0; panel * width < columns; panel++) {
            int target = (panel * rows + first) * width;
            Arrays.fill(values, target, target + count * width, 0f);
        }
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    float[] values() {
        return values;
    }
}
