package dev.fastener.convert.certificate;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;

/** Recorded rows without their pads, as sentences of their own. */
final class PlainRows {
    private PlainRows() {}

    static EncodedBatch of(TaggerModel model, Recording recording) {
        int[][] rows = recording.ids();
        RealSteps real = new RealSteps(model, rows);
        int[] offsets = new int[rows.length + 1];
        for (int row = 0; row < rows.length; row++) {
            offsets[row + 1] = offsets[row] + real.end(row) - real.begin(row);
        }
        int[] ids = new int[offsets[rows.length]];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], real.begin(row), ids, offsets[row], real.end(row) - real.begin(row));
        }
        return new EncodedBatch(new int[][] {ids}, offsets);
    }
}
