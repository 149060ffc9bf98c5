package dev.fastener.kernel;

/**
 * A matrix in panels of {@link VectorTiles#PANEL} of its rows (the columns of the transposed that the tiles multiply by):
 * [panels][columns][PANEL], and behind them what is left in strips of {@link VectorTiles#W}. Which row goes where is the
 * caller's; places without a row are zeros. Immutable.
 */
final class VectorPanels {
    /** [places * columns] from {@link #at} on; weights are integers where the precision has integers. */
    private final float[] values;

    private final int at;

    /** The same in 16 bits, for one row at a time; empty but with INT16. */
    private final short[] shorts;

    private final int shortsAt;

    /** Factor of each place's sum, [places]. */
    final float[] scales;

    final int panels;
    final int columns;
    private final NarrowMatrix matrix;

    /** @param order row of each place, -1 for none; [places], a multiple of W */
    VectorPanels(NarrowMatrix matrix, int[] order) {
        this.matrix = matrix;
        this.columns = matrix.columns();
        this.panels = order.length / VectorTiles.PANEL;
        int size = Math.multiplyExact(order.length, columns);
        boolean narrow = matrix.precision() == WeightPrecision.INT16;
        VectorArena.Floats floats = VectorArena.floats(size);
        VectorArena.Shorts narrowed = narrow ? VectorArena.shorts(size) : new VectorArena.Shorts(new short[0], 0);
        values = floats.values();
        at = floats.at();
        shorts = narrowed.values();
        shortsAt = narrowed.at();
        scales = new float[order.length];
        for (int j = 0; j < order.length; j++) {
            if (order[j] < 0) {
                continue;
            }
            int width = j < panels * VectorTiles.PANEL ? VectorTiles.PANEL : VectorTiles.W;
            int place = j / width * width * columns + j % width;
            for (int column = 0; column < columns; column++) {
                float weight = matrix.values()[order[j] * columns + column];
                values[at + place + column * width] = weight;
                if (narrow) {
                    shorts[shortsAt + place + column * width] = (short) weight;
                }
            }
            scales[j] = matrix.scales()[order[j]];
        }
    }

    /** Whether inputs are other numbers than the values they stand for. */
    boolean narrowsInputs() {
        return matrix.precision() == WeightPrecision.INT8 || matrix.precision() == WeightPrecision.BF16;
    }

    /** Writes one row of inputs as the product reads it. */
    void narrow(float[] x, int xAt, float[] narrow, int narrowAt) {
        Narrow.inputs(matrix.precision(), matrix.inputScale(), columns, x, xAt, narrow, narrowAt);
    }

    /** Products of one row with all panels, the last first where asked for: [panels * PANEL] from {@code sumsAt} on. */
    void row(float[] x, int xAt, float[] sums, int sumsAt, boolean descending) {
        if (shorts.length > 0) {
            VectorTiles.row(x, xAt, shorts, shortsAt, columns, panels, sums, sumsAt, descending);
        } else {
            VectorTiles.row(x, xAt, values, at, columns, panels, sums, sumsAt, descending);
        }
    }

    /** Products of any number of rows with all panels and strips, [rows, zStride]. */
    void rows(int rows, float[] x, int xAt, int xStride, float[] z, int zAt, int zStride) {
        int place = 0;
        for (; place < panels * VectorTiles.PANEL; place += VectorTiles.PANEL) {
            int panel = at + place * columns;
            VectorTiles.rows(rows, x, xAt, xStride, values, panel, columns, z, zAt + place, zStride, false);
        }
        for (; place < scales.length; place += VectorTiles.W) {
            int strip = at + place * columns;
            VectorTiles.strip(rows, x, xAt, xStride, values, strip, columns, z, zAt + place, zStride);
        }
    }

    /** Products of {@code m} rows, as many as {@link VectorTiles#rows(int)} says, with one panel. */
    void tile(int panel, int m, float[] x, int xAt, int xStride, float[] sums, int sumsAt) {
        VectorTiles.tile(
                m,
                x,
                xAt,
                xStride,
                values,
                at + panel * columns * VectorTiles.PANEL,
                columns,
                sums,
                sumsAt,
                VectorTiles.PANEL,
                false);
    }
}
