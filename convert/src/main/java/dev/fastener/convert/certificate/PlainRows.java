package dev.fastener.convert.certificate;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;

/** Recorded rows without their pads, as sentences of their own. */
final class PlainRows {
    private PlainRows() {}

    static EncodedBatch of(TaggerModel model, Recording recording) {
        int[][] rows = recording.ids();
        RealSteps real = recording.realSteps(model);
        int[] offsets = new int[rows.length + 1];
        for (int row = 0; row < rows.length; row++) {
            offsets[row + 1] = offsets[row] + real.end(row) - real.begin(row);
        }
        int[][] ids = new int[1 + recording.further().size()][offsets[rows.length]];
        for (int row = 0; row < rows.length; row++) {
            int[][] steps = recording.steps(row, real.begin(row), real.end(row));
            for (int i = 0; i < ids.length; i++) {
                System.arraycopy(steps[i], 0, ids[i], offsets[row], steps[i].length);
            }
        }
        return new EncodedBatch(ids, offsets);
    }
}
