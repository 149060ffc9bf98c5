package dev.fastener.kernel;

/**
 * A matrix in panels of {@link VectorTiles#PANEL} of its rows (the columns of the transposed that the tiles multiply by):
 * [panels][columns][PANEL]. Which row goes where is the caller's; places without a row are zeros. Immutable.
 */
final class VectorPanels {
    /** [START + panels * columns * PANEL]; weights are integers where the precision has integers. */
    final float[] values;

    /** The same in 16 bits, for one row at a time; empty but with INT16. */
    final short[] shorts;

    /** Factor of each place's sum, [panels * PANEL]. */
    final float[] scales;

    final int panels;
    final int columns;
    private final NarrowMatrix matrix;

    /** @param order row of each place, -1 for none; [panels * PANEL] */
    VectorPanels(NarrowMatrix matrix, int[] order) {
        this.matrix = matrix;
        this.columns = matrix.columns();
        this.panels = order.length / VectorTiles.PANEL;
        int start = ArrayBlock.START;
        values = new float[start + order.length * columns];
        scales = new float[order.length];
        boolean narrow = matrix.precision() == WeightPrecision.INT16;
        shorts = new short[narrow ? 2 * start + order.length * columns : 0];
        for (int j = 0; j < order.length; j++) {
            if (order[j] < 0) {
                continue;
            }
            int at = start + j / VectorTiles.PANEL * columns * VectorTiles.PANEL + j % VectorTiles.PANEL;
            for (int column = 0; column < columns; column++) {
                float weight = matrix.values()[order[j] * columns + column];
                values[at + column * VectorTiles.PANEL] = weight;
                if (narrow) {
                    shorts[start + at + column * VectorTiles.PANEL] = (short) weight;
                }
            }
            scales[j] = matrix.scales()[order[j]];
        }
    }

    /** Where a panel starts. */
    int start(int panel) {
        return ArrayBlock.START + panel * columns * VectorTiles.PANEL;
    }

    /** Whether inputs are other numbers than the values they stand for. */
    boolean narrowsInputs() {
        return matrix.precision() == WeightPrecision.INT8 || matrix.precision() == WeightPrecision.BF16;
    }

    /** Writes one row of inputs as the product reads it. */
    void narrow(float[] x, int xAt, float[] narrow, int narrowAt) {
        Narrow.inputs(matrix.precision(), matrix.inputScale(), columns, x, xAt, narrow, narrowAt);
    }

    /** Products of one row with all panels: [panels * PANEL] from {@code sumsAt} on. */
    void row(float[] x, int xAt, float[] sums, int sumsAt) {
        if (shorts.length > 0) {
            VectorTiles.row(x, xAt, shorts, 2 * ArrayBlock.START, columns, panels, sums, sumsAt);
        } else {
            VectorTiles.row(x, xAt, values, ArrayBlock.START, columns, panels, sums, sumsAt);
        }
    }

    /** Products of {@code m} rows, as many as {@link VectorTiles#rows(int)} says, with one panel. */
    void tile(int panel, int m, float[] x, int xAt, int xStride, float[] sums, int sumsAt) {
        VectorTiles.tile(m, x, xAt, xStride, values, start(panel), columns, sums, sumsAt, VectorTiles.PANEL, false);
    }
}
