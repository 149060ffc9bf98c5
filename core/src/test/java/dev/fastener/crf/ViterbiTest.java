package dev.fastener.crf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViterbiTest {
    @ParameterizedTest(name = "seed {0}, {1} tags, {2} rows, whole numbers {3}, constraints {4}")
    @CsvSource({
        "1, 1, 1, false, false", "2, 1, 9, false, false", "3, 2, 10, false, false", "4, 3, 7, false, false",
        "5, 5, 5, false, true", "6, 4, 6, true, false", "7, 4, 6, true, true", "8, 9, 3, true, false",
        "9, 13, 3, false, true", "10, 200, 2, false, false", "11, 200, 1, true, true", "12, 7, 4, true, true"
    })
    void bestPathIsTheOneBruteForceFinds(long seed, int tags, int rows, boolean whole, boolean constrained) {
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            Chain chain = Paths.chain(random, tags, whole, constrained);
            int offset = random.nextInt(5);
            float[] emissions = Paths.values(random, offset + rows * tags, whole);
            double[] best = {Double.NEGATIVE_INFINITY};
            int[][] winner = new int[1][];
            Paths.each(chain, emissions, offset, rows, (path, score) -> {
                if (score > best[0]) {
                    best[0] = score;
                    winner[0] = path;
                }
            });
            int[] path = new int[rows + 3];
            float score = new Viterbi(chain).decode(emissions, offset, rows, path, 2);
            if (winner[0] == null) {
                assertThat(Paths.score(chain.unconstrained(), emissions, offset, cut(path, rows)))
                        .isCloseTo(score, within(1e-4));
                continue;
            }
            assertThat((double) score).as("score, round %d", round).isCloseTo(best[0], within(1e-4));
            assertThat(cut(path, rows)).as("path, round %d", round).isEqualTo(winner[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 13, 15, 16, 17, 28, 31, 32, 33, 47, 48, 65, 129})
    void longPathsAreThoseOfTheTextbook(int tags) {
        Random random = new Random(tags);
        for (int round = 0; round < 12; round++) {
            Chain drawn = Paths.chain(random, tags, true, round % 2 == 1);
            int rows = 2 + random.nextInt(120);
            float[] emissions = Paths.values(random, rows * tags, true);
            int[] path = new int[rows + 3];
            float score = new Viterbi(drawn).decode(emissions, 0, rows, path, 2);
            assertThat(cut(path, rows))
                    .as("%d tags, round %d, score %s", tags, round, score)
                    .isEqualTo(textbook(drawn, emissions, rows));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 6", "2, 5, 4", "3, 7, 1", "4, 17, 2"})
    void beyondTheEndIsTheLastButOneStepOfALongerPath(long seed, int tags, int rows) {
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            Chain chain = Paths.chain(random, tags, false, false);
            float[] emissions = Paths.values(random, rows * tags, false);
            int[] toZero = bestThatGoesOnTo(0, chain, emissions, rows);
            int[] expected = bestThatGoesOnTo(toZero[rows - 1], chain, emissions, rows);
            int[] path = new int[rows + 3];
            new Viterbi(chain).decodeBeyond(emissions, 0, rows, path, 2);
            assertThat(cut(path, rows)).as("round %d", round).isEqualTo(expected);
        }
    }

    private static int[] bestThatGoesOnTo(int next, Chain chain, float[] emissions, int rows) {
        double[] best = {Double.NEGATIVE_INFINITY};
        int[][] winner = new int[1][];
        Paths.each(chain, emissions, 0, rows, (path, score) -> {
            double total = score + chain.transition(path[rows - 1], next);
            if (total > best[0]) {
                best[0] = total;
                winner[0] = path;
            }
        });
        return winner[0];
    }

    /** With back pointers, in doubles; whole numbers are exact in both. */
    private static int[] textbook(Chain chain, float[] emissions, int rows) {
        int tags = chain.tags();
        double[][] best = new double[rows][tags];
        int[][] pointers = new int[rows][tags];
        for (int row = 0; row < rows; row++) {
            for (int to = 0; to < tags; to++) {
                best[row][to] = row == 0 ? chain.start()[to] : Double.NEGATIVE_INFINITY;
                for (int from = 0; row > 0 && from < tags; from++) {
                    double score = best[row - 1][from] + chain.transition(from, to);
                    if (score > best[row][to]) {
                        best[row][to] = score;
                        pointers[row][to] = from;
                    }
                }
                best[row][to] += emissions[row * tags + to];
            }
        }
        int[] path = new int[rows];
        for (int tag = 1; tag < tags; tag++) {
            boolean better = best[rows - 1][tag] + chain.end()[tag]
                    > best[rows - 1][path[rows - 1]] + chain.end()[path[rows - 1]];
            path[rows - 1] = better ? tag : path[rows - 1];
        }
        if (best[rows - 1][path[rows - 1]] + chain.end()[path[rows - 1]] == Double.NEGATIVE_INFINITY) {
            return textbook(chain.unconstrained(), emissions, rows);
        }
        for (int row = rows - 1; row > 0; row--) {
            path[row - 1] = pointers[row][path[row]];
        }
        return path;
    }

    private static int[] cut(int[] path, int rows) {
        return java.util.Arrays.copyOfRange(path, 2, 2 + rows);
    }

    @Test
    void workspaceServesShortSequencesAfterLongOnes() {
        Random random = new Random(3);
        Chain chain = Paths.chain(random, 5, false, false);
        Viterbi viterbi = new Viterbi(chain);
        viterbi.decode(Paths.values(random, 500, false), 0, 100, new int[100], 0);
        float[] emissions = Paths.values(random, 15, false);
        int[] again = new int[3];
        int[] fresh = new int[3];
        viterbi.decode(emissions, 0, 3, again, 0);
        new Viterbi(chain).decode(emissions, 0, 3, fresh, 0);
        assertThat(again).isEqualTo(fresh);
    }

    @Test
    void equalScoresGiveTheLowestTags() {
        int[] path = {9, 9, 9};
        new Viterbi(Chain.independent(4)).decode(new float[12], 0, 3, path, 0);
        assertThat(path).containsExactly(0, 0, 0);
    }

    @Test
    void emptySequenceHasNoPath() {
        assertThat(new Viterbi(Chain.independent(2)).decode(new float[0], 0, 0, new int[0], 0))
                .isZero();
    }

    @Test
    void whereNoPathIsAllowedConstraintsAreLeftOut() {
        Chain chain = Chain.independent(2).constrained(new boolean[4], new boolean[2], new boolean[2]);
        int[] path = new int[2];
        new Viterbi(chain).decode(new float[] {0, 1, 1, 0}, 0, 2, path, 0);
        assertThat(path).containsExactly(1, 0);
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> Chain.of(new float[3], new float[2], new float[2]))
                .hasMessageContaining("found 3, 2, 2");
    }
}
