package dev.fastener.convert.certificate;

import dev.fastener.engine.Engine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Transitions;
import dev.fastener.scheme.Position;
import dev.fastener.scheme.SpanReader;
import dev.fastener.scheme.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether tags are named as in training. Where they are in another order, a network that learned to avoid what the scheme
 * forbids seems to seek it, and what it finds most often isn't what its corpus has most of.
 *
 * @param legalAbove share of the pairs of a legal and an illegal move to the same tag in which the legal one scores more; NaN
 *     where there are no transitions or no such pairs
 * @param pairs how many there are
 * @param steps of the paths looked at
 * @param outside of them those outside of entities; NaN where the tags have no O
 * @param mostFrequent steps that have the tag which most have
 * @param illegal moves on them, bounds of sentences included
 * @param entities on them
 */
record Plausibility(
        double legalAbove, int pairs, int steps, double outside, int mostFrequent, int illegal, int entities) {
    /** A real model with a weak CRF has 0.70, a good one 0.96; other orders of their tags have about 0.5. */
    private static final double LEAST_LEGAL_ABOVE = 0.65;

    /** With few tags the transitions of a network that hardly learned any say nothing. */
    private static final int FEW_PAIRS = 12;

    private static final double LEAST_OF_FEW = 0.25;

    /** Share of the steps outside, as a part of those of the corpus: taggers that are off find fewer entities, not more. */
    private static final double LEAST_OF_EXPECTED = 0.25;

    /** Where there is no corpus: an address has no O, but no tag that nearly all of its steps have either. */
    private static final double LEAST_OUTSIDE = 0.1;

    private static final double MOST_OF_ONE = 0.5;

    /** A corpus with fewer says nothing. */
    private static final double LEAST_EXPECTED = 0.1;

    /**
     * Looks at a model and its paths without constraints.
     *
     * @param engine that runs {@code model}
     */
    static Plausibility of(TaggerModel model, Engine engine, EncodedBatch batch) {
        TagSet tags = model.tags();
        List<Tag> meanings = tags.meanings();
        int[] paths = TagPaths.of(model.withHead(ConstraintEffect.constrained(model.head(), false)), engine, batch);
        SpanReader reader = SpanReader.of(tags.labels(), tags.format().scheme(), meanings);
        int illegal = 0;
        int entities = 0;
        double outside = tags.labels().contains("O") ? 0 : Double.NaN;
        for (int s = 0; s < batch.sequences(); s++) {
            entities += reader.read(paths, batch.offsets()[s], batch.length(s)).size();
            Tag before = Tag.OUTSIDE;
            for (int step = batch.offsets()[s]; step < batch.offsets()[s + 1]; step++) {
                Tag tag = meanings.get(paths[step]);
                illegal += tags.format().scheme().mayFollow(before, tag) ? 0 : 1;
                outside += tag.position() == Position.OUTSIDE ? 1 : 0;
                before = tag;
            }
            illegal += tags.format().scheme().mayEnd(before) ? 0 : 1;
        }
        Transitions transitions = model.head().transitions();
        double[] legalAbove =
                transitions == null ? new double[] {Double.NaN, 0} : legalAbove(tags, meanings, transitions);
        int[] counts = new int[tags.size()];
        int mostFrequent = 0;
        for (int tag : paths) {
            mostFrequent = Math.max(mostFrequent, ++counts[tag]);
        }
        return new Plausibility(
                legalAbove[0], (int) legalAbove[1], batch.steps(), outside, mostFrequent, illegal, entities);
    }

    private static double[] legalAbove(TagSet tags, List<Tag> meanings, Transitions transitions) {
        int size = tags.size();
        float[] scores = transitions.scores().values();
        List<String> unreadable = tags.unreadable();
        boolean[] counts = new boolean[size];
        for (int tag = 0; tag < size; tag++) {
            counts[tag] = !unreadable.contains(tags.labels().get(tag));
        }
        double above = 0;
        long pairs = 0;
        for (int to = 0; to < size; to++) {
            for (int from = 0; from < size; from++) {
                for (int other = 0; other < size; other++) {
                    boolean compared = counts[to] && counts[from] && counts[other];
                    if (compared
                            && tags.format().scheme().mayFollow(meanings.get(from), meanings.get(to))
                            && !tags.format().scheme().mayFollow(meanings.get(other), meanings.get(to))) {
                        float legal = scores[from * size + to];
                        float illegal = scores[other * size + to];
                        above += legal > illegal ? 1 : legal == illegal ? 0.5 : 0;
                        pairs++;
                    }
                }
            }
        }
        return new double[] {above / pairs, pairs};
    }

    /**
     * What to say where the tags seem to be in another order.
     *
     * @param mostIllegal illegal moves for an entity that a network makes, at most
     * @param expectedOutside share of a corpus's steps that are outside of entities; NaN where there is no corpus, as without one
     *     nobody knows: an address has no step outside
     */
    Optional<String> warning(double mostIllegal, double expectedOutside) {
        if (legalAbove < (pairs < FEW_PAIRS ? LEAST_OF_FEW : LEAST_LEGAL_ABOVE)) {
            return warn(
                    "illegal moves outscore legal ones: of two transitions to the same tag the legal one scores more in only"
                            + " %.0f %% of the pairs",
                    100 * legalAbove);
        }
        if (outside < LEAST_OF_EXPECTED * expectedOutside * steps && expectedOutside >= LEAST_EXPECTED) {
            return warn(
                    "only %.0f %% of the steps are O, but %.0f %% of the corpus's",
                    100 * outside / steps, 100 * expectedOutside);
        }
        if (Double.isNaN(expectedOutside) && outside < LEAST_OUTSIDE * steps && mostFrequent > MOST_OF_ONE * steps) {
            return warn(
                    "%.0f %% of the steps have one tag, and only %.0f %% are O",
                    100.0 * mostFrequent / steps, 100 * outside / steps);
        }
        if (illegal > mostIllegal * Math.max(20, entities)) {
            return warn("the tags break their scheme %,d times on %,d entities", illegal, entities);
        }
        return Optional.empty();
    }

    private static Optional<String> warn(String what, Object... figures) {
        return Optional.of(String.format(Locale.ROOT, what, figures) + ": is --tags in the order of training?");
    }
}
