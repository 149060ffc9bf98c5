package dev.fastener.convert.certificate;

/**
 * Where the sentence of each padded row stands.
 *
 * @param begins [rows]
 * @param ends [rows], behind the last step; the beginning where the row is all pads
 */
public record RealSteps(int[] begins, int[] ends) {
    /** What is left of each row without the pads at one side. */
    static RealSteps trimmed(int[][] rows, int pad, boolean before) {
        int[] begins = new int[rows.length];
        int[] ends = new int[rows.length];
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
        return new RealSteps(begins, ends);
    }

    /** First step of a row. */
    int begin(int row) {
        return begins[row];
    }

    /** Behind the last step of a row. */
    int end(int row) {
        return ends[row];
    }
}
