package dev.fastener.crf;

import java.util.Random;
import java.util.function.BiConsumer;

/** The oracle: every path of a small chain, one after the other. */
final class Paths {
    private Paths() {}

    /** Calls back with each path and its score, lowest tags first, last step slowest. */
    static void each(Chain chain, float[] emissions, int offset, int rows, BiConsumer<int[], Double> visit) {
        int tags = chain.tags();
        long count = Math.round(Math.pow(tags, rows));
        for (long n = 0; n < count; n++) {
            int[] path = new int[rows];
            long rest = n;
            for (int row = 0; row < rows; row++) {
                path[row] = (int) (rest % tags);
                rest /= tags;
            }
            visit.accept(path, score(chain, emissions, offset, path));
        }
    }

    static double score(Chain chain, float[] emissions, int offset, int[] path) {
        int tags = chain.tags();
        double score = (double) chain.start()[path[0]] + chain.end()[path[path.length - 1]];
        for (int row = 0; row < path.length; row++) {
            score += emissions[offset + row * tags + path[row]];
            if (row > 0) {
                score += chain.transition(path[row - 1], path[row]);
            }
        }
        return score;
    }

    /** Normal values; with {@code whole} small whole numbers, so that paths tie. */
    static float[] values(Random random, int size, boolean whole) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = whole ? random.nextInt(3) : (float) (2 * random.nextGaussian());
        }
        return values;
    }

    static Chain chain(Random random, int tags, boolean whole, boolean constrained) {
        Chain chain =
                Chain.of(values(random, tags * tags, whole), values(random, tags, whole), values(random, tags, whole));
        return constrained
                ? chain.constrained(allowed(random, tags * tags), allowed(random, tags), allowed(random, tags))
                : chain;
    }

    private static boolean[] allowed(Random random, int size) {
        boolean[] allowed = new boolean[size];
        for (int i = 0; i < size; i++) {
            allowed[i] = random.nextInt(4) > 0;
        }
        return allowed;
    }
}
