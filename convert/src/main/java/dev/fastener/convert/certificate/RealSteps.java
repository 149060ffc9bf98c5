package dev.fastener.convert.certificate;

import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;

/** Where the sentence of each padded row stands: pads at the model's side are none of it. */
final class RealSteps {
    private final int[] begins;
    private final int[] ends;

    RealSteps(TaggerModel model, int[][] rows) {
        int pad = model.features().get(0).vocabulary().padId();
        boolean before = model.text().padSide() == TextRules.Side.PRE;
        begins = new int[rows.length];
        ends = new int[rows.length];
        for (int row = 0; row < rows.length; row++) {
            int[] ids = rows[row];
            int begin = 0;
            int end = ids.length;
            while (before && begin < end && ids[begin] == pad) {
                begin++;
            }
            while (!before && end > begin && ids[end - 1] == pad) {
                end--;
            }
            begins[row] = begin;
            ends[row] = end;
        }
    }

    int begin(int row) {
        return begins[row];
    }

    /** Behind the last; the beginning where the row is all pads. */
    int end(int row) {
        return ends[row];
    }
}
