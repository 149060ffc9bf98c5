package dev.fastener.crf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarginalsTest {
    @ParameterizedTest(name = "seed {0}, {1} tags, {2} rows, constraints {3}")
    @CsvSource({"1, 1, 1, false", "2, 2, 8, false", "3, 3, 6, true", "4, 5, 4, true", "5, 4, 5, false", "6, 30, 2, true"
    })
    void probabilitiesAreTheSharesOfAllPaths(long seed, int tags, int rows, boolean constrained) {
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            Chain drawn = Paths.chain(random, tags, false, constrained);
            float[] emissions = Paths.values(random, 1 + rows * tags, false);
            Marginals marginals = new Marginals(drawn);
            marginals.run(emissions, 1, rows);
            double[] whole = {0};
            Paths.each(drawn, emissions, 1, rows, (path, score) -> whole[0] += Math.exp(score));
            Chain chain = whole[0] > 0 ? drawn : drawn.unconstrained();
            if (whole[0] == 0) {
                Paths.each(chain, emissions, 1, rows, (path, score) -> whole[0] += Math.exp(score));
            }
            assertThat(marginals.logPartition()).isCloseTo(Math.log(whole[0]), within(1e-6));

            boolean[] joined = new boolean[tags * tags];
            for (int i = 0; i < joined.length; i++) {
                joined[i] = random.nextBoolean();
            }
            int realFirst = random.nextInt(rows);
            int realEnd = realFirst + 1 + random.nextInt(rows - realFirst);
            int first = realFirst + random.nextInt(realEnd - realFirst);
            int end = first + 1 + random.nextInt(realEnd - first);
            int[] asked = random.ints(rows, 0, tags).toArray();
            double[] tagShare = {0};
            double[] spanShare = {0};
            Paths.each(chain, emissions, 1, rows, (path, score) -> {
                double share = Math.exp(score) / whole[0];
                tagShare[0] += path[first] == asked[first] ? share : 0;
                boolean span = first == realFirst || !joined[path[Math.max(0, first - 1)] * tags + asked[first]];
                span &= end == realEnd || !joined[asked[end - 1] * tags + path[Math.min(end, rows - 1)]];
                for (int row = first; row < end; row++) {
                    span &= path[row] == asked[row];
                }
                spanShare[0] += span ? share : 0;
            });
            assertThat(marginals.probability(first, asked[first])).isCloseTo(tagShare[0], within(1e-7));
            assertThat(marginals.spanProbability(first, end, asked, 0, joined, realFirst, realEnd))
                    .as("round %d, span %d to %d of %d to %d", round, first, end, realFirst, realEnd)
                    .isCloseTo(spanShare[0], within(1e-7));
            double path = Math.exp(Paths.score(chain, emissions, 1, asked)) / whole[0];
            assertThat(Math.exp(marginals.logPathProbability(asked, 0))).isCloseTo(path, within(1e-7));
        }
    }

    @Test
    void largeScoresNeitherOverflowNorVanish() {
        Chain chain = Chain.of(new float[] {900, -900, -900, 900}, new float[2], new float[2]);
        Marginals marginals = new Marginals(chain);
        float[] emissions = new float[2000];
        for (int i = 0; i < emissions.length; i += 2) {
            emissions[i] = 500;
        }
        marginals.run(emissions, 0, 1000);
        assertThat(marginals.probability(500, 0)).isCloseTo(1, within(1e-9));
        assertThat(marginals.probability(500, 1)).isZero();
    }

    @Test
    void whereNoPathIsAllowedConstraintsAreLeftOut() {
        Chain chain = Chain.independent(2).constrained(new boolean[4], new boolean[2], new boolean[2]);
        Marginals marginals = new Marginals(chain);
        marginals.run(new float[] {0, 1, 1, 0}, 0, 2);
        assertThat(marginals.probability(1, 0)).isCloseTo(Math.E / (1 + Math.E), within(1e-12));
    }

    @Test
    void scoresBeyondAllMeasureGiveProbabilitiesAllTheSame() {
        // The second tag is impossible at the first step, and the only one that the second step can be reached by.
        Chain chain = Chain.of(new float[] {-4000, -4000, 0, 0}, new float[2], new float[2]);
        Marginals marginals = new Marginals(chain);
        marginals.run(new float[] {5000, 0, 0, 1}, 0, 2);
        assertThat(marginals.probability(0, 0)).isCloseTo(1, within(1e-9));
        assertThat(marginals.probability(1, 1)).isCloseTo(Math.E / (1 + Math.E), within(1e-9));
    }

    @Test
    void shortSequencesAfterLongOnesAndAfterFailedOnesAreNotSwayed() {
        Random random = new Random(4);
        Chain chain = Paths.chain(random, 5, false, true);
        Marginals used = new Marginals(chain);
        used.run(Paths.values(random, 500, false), 0, 100);
        float[] broken = new float[50];
        java.util.Arrays.fill(broken, Float.NaN);
        used.run(broken, 0, 10);
        float[] emissions = Paths.values(random, 15, false);
        used.run(emissions, 0, 3);
        Marginals fresh = new Marginals(chain);
        fresh.run(emissions, 0, 3);
        for (int i = 0; i < 15; i++) {
            assertThat(used.probability(i / 5, i % 5)).isEqualTo(fresh.probability(i / 5, i % 5));
        }
    }
}
