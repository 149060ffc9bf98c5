package dev.fastener.decode;

import dev.fastener.crf.Chain;
import dev.fastener.crf.Marginals;
import dev.fastener.crf.Viterbi;

/** Scratch of one thread for one {@link Decoder}; grows to the longest sequence seen. Not thread-safe. */
public final class DecodeWorkspace {
    final Viterbi viterbi;
    final Marginals marginals;
    /** Tags of the sequence in work, [rows]. */
    int[] path = new int[128];

    DecodeWorkspace(Chain chain) {
        this.viterbi = new Viterbi(chain);
        this.marginals = new Marginals(chain);
    }

    int[] pathOf(int rows) {
        if (path.length < rows) {
            path = new int[Math.max(rows, 2 * path.length)];
        }
        return path;
    }
}
