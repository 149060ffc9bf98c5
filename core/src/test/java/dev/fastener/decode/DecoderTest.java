package dev.fastener.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.Models;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Head;
import dev.fastener.model.Matrix;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TagScores;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Transitions;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.SpanReader;
import dev.fastener.scheme.Tag;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
    private static final int TAGS = 5;

    private static TaggerModel model(Head head, boolean probabilities) {
        TaggerModel base = Models.letters(0);
        return new TaggerModel(
                base.features(),
                base.join(),
                base.body(),
                head,
                base.tags(),
                base.text(),
                base.quantization(),
                probabilities ? new SourceSignature(List.of(), List.of(), true) : null,
                base.provenance());
    }

    private static Transitions transitions(Random random) {
        return new Transitions(
                new Matrix(TAGS, TAGS, values(random, TAGS * TAGS)), values(random, TAGS), values(random, TAGS));
    }

    private static float[] values(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (1.5 * random.nextGaussian());
        }
        return values;
    }

    private static EncodedBatch batch(int... offsets) {
        return new EncodedBatch(new int[][] {new int[offsets[offsets.length - 1]]}, offsets);
    }

    private static int[] tags(TaggerModel model, EncodedBatch batch, TagScores scores) {
        Decoder decoder = new Decoder(model);
        int[] tags = new int[batch.steps()];
        decoder.tags(batch, scores, decoder.newWorkspace(), tags);
        return tags;
    }

    @Test
    void constraintsRuleOutWhatTheSchemeForbids() {
        float[] emissions = {0, 0, 9, 0, 0, /**/ 0, 0, 0, 1, 9};
        TagScores scores = new TagScores(TAGS, new int[] {0, 2}, new int[1], emissions);
        TaggerModel free = model(new Head(Head.Decoding.ARGMAX, null, false, false), false);
        assertThat(tags(free, batch(0, 2), scores)).containsExactly(2, 4);
        TaggerModel constrained = model(new Head(Head.Decoding.ARGMAX, null, false, true), false);
        assertThat(tags(constrained, batch(0, 2), scores)).containsExactly(3, 4);
    }

    @Test
    void kerasContribsRulesGiveWayToConstraints() {
        Random random = new Random(85);
        TagScores scores = new TagScores(TAGS, new int[] {0, 9}, new int[1], values(random, 9 * TAGS));
        int different = 0;
        for (int round = 0; round < 20; round++) {
            Transitions transitions = transitions(random);
            for (List<Head.Decoding> pair : List.of(
                    List.of(Head.Decoding.VITERBI_KERAS_CONTRIB, Head.Decoding.VITERBI),
                    List.of(Head.Decoding.MARGINAL_KERAS_CONTRIB, Head.Decoding.MARGINAL))) {
                int[][] free = new int[2][];
                int[][] constrained = new int[2][];
                for (int i = 0; i < 2; i++) {
                    Head head = new Head(pair.get(i), transitions, false, false);
                    free[i] = tags(model(head, false), batch(0, 9), scores);
                    constrained[i] =
                            tags(model(new Head(pair.get(i), transitions, false, true), false), batch(0, 9), scores);
                }
                assertThat(constrained[0]).isEqualTo(constrained[1]);
                different += Arrays.equals(free[0], free[1]) ? 0 : 1;
            }
        }
        assertThat(different).as("without constraints they differ").isGreaterThan(10);
    }

    @Test
    void labelsThatAreNoTagsAreOutside() {
        TaggerModel base = Models.letters(0);
        TagSet tags = new TagSet(List.of("<pad>", "B-ORG", "I-ORG", "O", "<start>"), TagFormat.of(TagScheme.BIO));
        TaggerModel model = new TaggerModel(
                base.features(),
                base.join(),
                base.body(),
                new Head(Head.Decoding.ARGMAX, null, false, true),
                tags,
                base.text(),
                base.quantization(),
                null,
                base.provenance());
        Decoder decoder = new Decoder(model);
        float[] emissions = {
            0, 9, 0, 0, 0, /**/ 0, 0, 9, 0, 0, /**/ 9, 0, 0, 0, 0, /**/ 0, 0, 9, 1, 0, /**/ 0, 0, 0, 0, 9
        };
        TagScores scores = new TagScores(TAGS, new int[] {0, 5}, new int[1], emissions);
        int[] path = new int[5];
        decoder.tags(batch(0, 5), scores, decoder.newWorkspace(), path);
        assertThat(path).as("no I after a pad").containsExactly(1, 2, 0, 3, 4);
        assertThat(decoder.spans(batch(0, 5), scores, decoder.newWorkspace(), false)
                        .get(0)
                        .spans())
                .containsExactly(new EntitySpan(0, 2, "ORG"));
    }

    @Test
    void aNotationThatReadsNoTagIsRefused() {
        TagSet tags = new TagSet(List.of("O", "ORG_B", "ORG_I", "PER_B", "PER_I"), TagFormat.of(TagScheme.BIO));
        assertThatThrownBy(tags::meanings).hasMessageContaining("BIO").hasMessageContaining("ORG_B");
        assertThat(new TagSet(List.of("O"), TagFormat.of(TagScheme.BIO)).meanings())
                .containsExactly(Tag.OUTSIDE);
    }

    @Test
    void headOverPadsLetsThemSwayThePathAndGivesTheRealSteps() {
        float[] moves = new float[TAGS * TAGS];
        moves[3 * TAGS + 3] = 5; // B-LOC likes to follow B-LOC
        Head head = new Head(
                Head.Decoding.VITERBI,
                new Transitions(new Matrix(TAGS, TAGS, moves), new float[TAGS], new float[TAGS]),
                true,
                false);
        float[] emissions = new float[4 * TAGS];
        emissions[3] = 9; // the pad before the text
        emissions[TAGS + 1] = 1;
        emissions[2 * TAGS] = 19;
        TagScores padded = new TagScores(TAGS, new int[] {0, 4}, new int[] {1}, emissions);
        assertThat(tags(model(head, false), batch(0, 2), padded)).containsExactly(3, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void spanProbabilitiesAreThoseOfAllPaths(boolean constrained) {
        Random random = new Random(5);
        for (int round = 0; round < 30; round++) {
            Head head = new Head(Head.Decoding.VITERBI, transitions(random), true, constrained);
            int rows = 2 + random.nextInt(4);
            int lead = random.nextInt(2);
            int length = rows - lead - random.nextInt(rows - lead > 1 ? 2 : 1);
            TagScores scores = new TagScores(TAGS, new int[] {0, rows}, new int[] {lead}, values(random, rows * TAGS));
            TaggerModel model = model(head, false);
            Decoder decoder = new Decoder(model);
            ScoredSpans scored = decoder.spans(batch(0, length), scores, decoder.newWorkspace(), true)
                    .get(0);
            for (int i = 0; i < scored.spans().size(); i++) {
                EntitySpan span = scored.spans().get(i);
                double expected = share(model, scores, lead, length, span, decoder);
                assertThat(scored.probabilities()[i])
                        .as("round %d, %s", round, span)
                        .isCloseTo(expected, within(1e-6));
            }
        }
    }

    /** Share of the paths whose reading has the span, with the very tags of the best path on it. */
    private static double share(
            TaggerModel model, TagScores scores, int lead, int length, EntitySpan span, Decoder decoder) {
        int rows = scores.rows(0);
        int[] best = new int[length];
        decoder.tags(batch(0, length), scores, decoder.newWorkspace(), best);
        SpanReader reader = SpanReader.of(model.tags().labels(), model.tags().format());
        dev.fastener.scheme.Constraints allowed = dev.fastener.scheme.Constraints.of(
                model.tags().labels(), model.tags().format());
        Transitions transitions = model.head().transitions();
        double all = 0;
        double with = 0;
        int[] path = new int[rows];
        for (int n = 0; n < Math.pow(TAGS, rows); n++) {
            int rest = n;
            for (int row = 0; row < rows; row++, rest /= TAGS) {
                path[row] = rest % TAGS;
            }
            double score = transitions.start()[path[0]] + (double) transitions.end()[path[rows - 1]];
            boolean legal = allowed.mayStart(path[0]) && allowed.mayEnd(path[rows - 1]);
            for (int row = 0; row < rows; row++) {
                score += scores.values()[row * TAGS + path[row]];
                if (row > 0) {
                    score += transitions.scores().values()[path[row - 1] * TAGS + path[row]];
                    legal &= allowed.mayFollow(path[row - 1], path[row]);
                }
            }
            if (legal || !model.head().constrained()) {
                all += Math.exp(score);
                boolean same = true;
                for (int step = span.start(); step < span.end(); step++) {
                    same &= path[lead + step] == best[step];
                }
                with += same && reader.read(path, lead, length).contains(span) ? Math.exp(score) : 0;
            }
        }
        return with / all;
    }

    @Test
    void marginalDecodingTakesTheMostProbableTagOfEachStep() {
        // Two paths through B-LOC at step 0 beat the single best path, which starts with O.
        float[] moves = new float[TAGS * TAGS];
        java.util.Arrays.fill(moves, -50);
        moves[0] = 1.2f;
        moves[3 * TAGS] = 1;
        moves[3 * TAGS + 1] = 1;
        Head head = new Head(
                Head.Decoding.MARGINAL,
                new Transitions(new Matrix(TAGS, TAGS, moves), new float[TAGS], new float[TAGS]),
                false,
                false);
        TagScores scores = new TagScores(TAGS, new int[] {0, 2}, new int[1], new float[2 * TAGS]);
        assertThat(tags(model(head, false), batch(0, 2), scores)).containsExactly(3, 0);
        Head viterbi = new Head(Head.Decoding.VITERBI, head.transitions(), false, false);
        assertThat(tags(model(viterbi, false), batch(0, 2), scores)).containsExactly(0, 0);
    }

    @Test
    void probabilitiesOfTheSourceAreTheConfidences() {
        float[] probabilities = {0.2f, 0.8f, 0, 0, 0, /**/ 0.1f, 0, 0.6f, 0.3f, 0};
        TagScores scores = new TagScores(TAGS, new int[] {0, 2}, new int[1], probabilities);
        Decoder decoder = new Decoder(model(new Head(Head.Decoding.ARGMAX, null, false, false), true));
        ScoredSpans scored =
                decoder.spans(batch(0, 2), scores, decoder.newWorkspace(), true).get(0);
        assertThat(scored.spans()).containsExactly(new EntitySpan(0, 2, "ORG"));
        assertThat(scored.probabilities()[0]).isCloseTo(0.8 * 0.6, within(1e-6));
    }

    /** Weights of absurd sizes give scores that are no numbers; the path still has tags of the model, the same in each decoder. */
    @ParameterizedTest
    @EnumSource(Head.Decoding.class)
    void scoresThatAreNoNumbersGiveTagsOfTheModel(Head.Decoding decoding) {
        float[] absurd = {
            Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -Float.MAX_VALUE, 0, 1
        };
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            float[] emissions = new float[6 * TAGS];
            for (int j = 0; j < emissions.length; j++) {
                emissions[j] = absurd[random.nextInt(absurd.length)];
            }
            float[] moves = new float[TAGS * TAGS];
            for (int j = 0; j < moves.length; j++) {
                moves[j] = random.nextBoolean() ? 3e38f : -3e38f;
            }
            Transitions transitions = new Transitions(new Matrix(TAGS, TAGS, moves), new float[TAGS], new float[TAGS]);
            boolean constrained = i % 2 == 0 && decoding != Head.Decoding.VITERBI_KERAS_CONTRIB;
            TaggerModel model = model(new Head(decoding, transitions, false, constrained), i % 3 == 0);
            TagScores scores = new TagScores(TAGS, new int[] {0, 6}, new int[1], emissions);
            for (int tag : tags(model, batch(0, 6), scores)) {
                assertThat(tag).isBetween(0, TAGS - 1);
            }
            Decoder decoder = new Decoder(model);
            assertThat(decoder.spans(batch(0, 6), scores, decoder.newWorkspace(), true))
                    .hasSize(1);
        }
    }

    @Test
    void resultsDoNotDependOnTheBatch() {
        Random random = new Random(9);
        TaggerModel model = model(new Head(Head.Decoding.VITERBI, transitions(random), false, true), false);
        int[] offsets = {0, 4, 4, 11, 12};
        float[] emissions = values(random, 12 * TAGS);
        int[] together = tags(model, batch(offsets), new TagScores(TAGS, offsets, new int[4], emissions));
        List<Integer> alone = new ArrayList<>();
        for (int s = 0; s < 4; s++) {
            int length = offsets[s + 1] - offsets[s];
            float[] own = java.util.Arrays.copyOfRange(emissions, offsets[s] * TAGS, offsets[s + 1] * TAGS);
            for (int tag : tags(model, batch(0, length), new TagScores(TAGS, new int[] {0, length}, new int[1], own))) {
                alone.add(tag);
            }
        }
        assertThat(together)
                .containsExactly(alone.stream().mapToInt(Integer::intValue).toArray());
    }
}
