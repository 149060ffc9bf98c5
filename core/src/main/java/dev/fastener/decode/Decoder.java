package dev.fastener.decode;

import dev.fastener.crf.Chain;
import dev.fastener.crf.KerasContribMarginals;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Head;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TagScores;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Transitions;
import dev.fastener.scheme.Constraints;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.SpanReader;
import dev.fastener.scheme.Tag;
import dev.fastener.scheme.TagScheme;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of one model: tag scores in, one tag per step out, and the entities that the tags spell.
 *
 * <ul>
 *   <li>VITERBI: the best path, without the moves that the scheme forbids where the head is constrained; among equal ones
 *       the lowest tags from the last step backwards;
 *   <li>MARGINAL: the most probable tag of each step, the lowest of equal ones; constraints bound what is summed over;
 *   <li>ARGMAX: the best tag of each step, the lowest of equal ones; with constraints the best legal path, Viterbi over the
 *       scores (over their logarithms where the source gives probabilities);
 *   <li>VITERBI_KERAS_CONTRIB, MARGINAL_KERAS_CONTRIB: as {@link Head.Decoding} says.
 * </ul>
 *
 * <p>A label that the model's notation can't read ("&lt;pad&gt;") is outside: it may stand where O may, and is in no entity.
 *
 * <p>Probabilities are those of the model's CRF; without one, those of the softmax at each step (or the source's own, where
 * its output is probabilities), steps independent. Immutable; thread-safe, with one {@link DecodeWorkspace} per thread.
 */
public final class Decoder {
    private final Head.Decoding decoding;
    private final Chain chain;
    private final boolean logarithms;
    private final SpanReader reader;
    /** [tags * tags], whether the tag "to" continues the entity of the tag "from" before it. */
    private final boolean[] joined;

    /**
     * @throws IllegalArgumentException where the notation reads none of the model's labels as part of an entity and some not
     *     at all
     */
    public Decoder(TaggerModel model) {
        Head head = model.head();
        SourceSignature signature = model.signature();
        Transitions transitions = head.transitions();
        int tags = model.tags().size();
        boolean independent = head.decoding() == Head.Decoding.ARGMAX;
        Chain free = independent || transitions == null
                ? Chain.independent(tags)
                : Chain.of(transitions.scores().values(), transitions.start(), transitions.end());
        TagSet tagSet = model.tags();
        List<Tag> meanings = tagSet.meanings();
        TagScheme scheme = tagSet.format().scheme();
        if (head.constrained()) {
            Constraints allowed = Constraints.of(scheme, meanings);
            this.chain = free.constrained(allowed.transitions(), allowed.starts(), allowed.ends());
        } else {
            this.chain = free;
        }
        this.decoding = head.constrained() ? constrained(head.decoding()) : head.decoding();
        this.logarithms = independent && signature != null && signature.probabilities();
        this.reader = SpanReader.of(tagSet.labels(), scheme, meanings);
        this.joined = joined(reader, tags);
    }

    private static Head.Decoding constrained(Head.Decoding decoding) {
        return switch (decoding) {
            case ARGMAX, VITERBI, VITERBI_KERAS_CONTRIB -> Head.Decoding.VITERBI;
            case MARGINAL, MARGINAL_KERAS_CONTRIB -> Head.Decoding.MARGINAL;
        };
    }

    /** By asking the reader: two tags are joined where they read as one entity of two steps. */
    private static boolean[] joined(SpanReader reader, int tags) {
        boolean[] joined = new boolean[tags * tags];
        int[] pair = new int[2];
        for (int i = 0; i < joined.length; i++) {
            pair[0] = i / tags;
            pair[1] = i % tags;
            List<EntitySpan> spans = reader.read(pair, 0, 2);
            joined[i] = spans.size() == 1 && spans.get(0).end() - spans.get(0).start() == 2;
        }
        return joined;
    }

    /** Scratch for one thread. */
    public DecodeWorkspace newWorkspace() {
        return new DecodeWorkspace(chain);
    }

    /**
     * Tags of all sequences.
     *
     * @param tags receives the tag of each step, in the order of the batch
     */
    public void tags(EncodedBatch batch, TagScores scores, DecodeWorkspace workspace, int[] tags) {
        float[] values = values(scores);
        for (int s = 0; s < batch.sequences(); s++) {
            path(batch, scores, values, s, workspace);
            System.arraycopy(workspace.path, scores.lead()[s], tags, batch.offsets()[s], batch.length(s));
        }
    }

    /**
     * The entities of each sequence, in steps of the sequence.
     *
     * @param probabilities whether their probabilities are computed too, which takes several times as long
     */
    public List<ScoredSpans> spans(
            EncodedBatch batch, TagScores scores, DecodeWorkspace workspace, boolean probabilities) {
        float[] values = values(scores);
        List<ScoredSpans> spans = new ArrayList<>(batch.sequences());
        for (int s = 0; s < batch.sequences(); s++) {
            path(batch, scores, values, s, workspace);
            spans.add(
                    probabilities
                            ? scored(scores, values, s, batch.length(s), workspace)
                            : ScoredSpans.withoutScores(
                                    reader.read(workspace.path, scores.lead()[s], batch.length(s))));
        }
        return spans;
    }

    /**
     * How probable each tag is at each step: the marginals of the model's CRF, the softmax where it has none, and the layer's
     * own output for MARGINAL_KERAS_CONTRIB.
     *
     * @return [steps, tags], in the order of the batch
     */
    public float[] probabilities(EncodedBatch batch, TagScores scores, DecodeWorkspace workspace) {
        int tags = scores.tags();
        float[] values = values(scores);
        float[] probabilities = new float[batch.steps() * tags];
        for (int s = 0; s < batch.sequences(); s++) {
            int length = batch.length(s);
            if (length > 0) {
                double[][] of = probabilities(values, scores.offsets()[s] * tags, scores.rows(s), workspace);
                for (int i = 0; i < length * tags; i++) {
                    probabilities[batch.offsets()[s] * tags + i] = (float) of[scores.lead()[s] + i / tags][i % tags];
                }
            }
        }
        return probabilities;
    }

    /** Of the rows of one sequence, [rows][tags]. */
    private double[][] probabilities(float[] values, int offset, int rows, DecodeWorkspace workspace) {
        if (decoding == Head.Decoding.MARGINAL_KERAS_CONTRIB) {
            double[][] margins = KerasContribMarginals.margins(chain, values, offset, rows);
            for (double[] row : margins) {
                softmax(row);
            }
            return margins;
        }
        double[][] probabilities = new double[rows][chain.tags()];
        workspace.marginals.run(values, offset, rows);
        for (int row = 0; row < rows; row++) {
            for (int tag = 0; tag < chain.tags(); tag++) {
                probabilities[row][tag] = workspace.marginals.probability(row, tag);
            }
        }
        return probabilities;
    }

    private static void softmax(double[] scores) {
        double peak = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            peak = Math.max(peak, score);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - peak);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
    }

    private ScoredSpans scored(TagScores scores, float[] values, int s, int length, DecodeWorkspace workspace) {
        int lead = scores.lead()[s];
        List<EntitySpan> spans = reader.read(workspace.path, lead, length);
        double[] probabilities = new double[spans.size()];
        if (length == 0) {
            return new ScoredSpans(spans, probabilities, 0);
        }
        if (decoding != Head.Decoding.MARGINAL) { // whose path comes from the same run
            workspace.marginals.run(values, scores.offsets()[s] * scores.tags(), scores.rows(s));
        }
        for (int i = 0; i < probabilities.length; i++) {
            EntitySpan span = spans.get(i);
            probabilities[i] = workspace.marginals.spanProbability(
                    lead + span.start(), lead + span.end(), workspace.path, 0, joined, lead, lead + length);
        }
        return new ScoredSpans(spans, probabilities, workspace.marginals.logPathProbability(workspace.path, 0));
    }

    /** Fills the workspace's path with the tags of all rows of sequence {@code s}, pads included. */
    private void path(EncodedBatch batch, TagScores scores, float[] values, int s, DecodeWorkspace workspace) {
        int rows = scores.rows(s);
        if (rows < scores.lead()[s] + batch.length(s)) {
            throw new IllegalArgumentException("scores of sequence " + s + ": expected at least "
                    + (scores.lead()[s] + batch.length(s)) + " rows, found " + rows);
        }
        int offset = scores.offsets()[s] * scores.tags();
        int[] path = workspace.pathOf(rows);
        switch (decoding) {
            case VITERBI -> workspace.viterbi.decode(values, offset, rows, path, 0);
            case VITERBI_KERAS_CONTRIB -> workspace.viterbi.decodeBeyond(values, offset, rows, path, 0);
            case MARGINAL_KERAS_CONTRIB -> KerasContribMarginals.decode(chain, values, offset, rows, path, 0);
            case ARGMAX -> argmax(values, offset, rows, path);
            case MARGINAL -> {
                if (rows > 0) {
                    workspace.marginals.run(values, offset, rows);
                    mostProbable(rows, workspace);
                }
            }
        }
    }

    private void argmax(float[] values, int offset, int rows, int[] path) {
        int tags = chain.tags();
        for (int row = 0; row < rows; row++) {
            int at = offset + row * tags;
            int best = 0;
            for (int tag = 1; tag < tags; tag++) {
                best = values[at + tag] > values[at + best] ? tag : best;
            }
            path[row] = best;
        }
    }

    private void mostProbable(int rows, DecodeWorkspace workspace) {
        for (int row = 0; row < rows; row++) {
            int best = 0;
            double highest = workspace.marginals.probability(row, 0);
            for (int tag = 1; tag < chain.tags(); tag++) {
                double probability = workspace.marginals.probability(row, tag);
                if (probability > highest) {
                    highest = probability;
                    best = tag;
                }
            }
            workspace.path[row] = best;
        }
    }

    /** The scores as a chain adds them: logarithms of what is given as probabilities. */
    private float[] values(TagScores scores) {
        if (scores.tags() != chain.tags()) {
            throw new IllegalArgumentException(
                    "scores: expected " + chain.tags() + " values per row, found " + scores.tags());
        }
        int count = scores.offsets()[scores.sequences()] * scores.tags();
        if (!logarithms) {
            return bounded(scores.values(), count);
        }
        float[] values = new float[count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.log(Math.max(scores.values()[i], Float.MIN_VALUE));
        }
        return bounded(values, count);
    }

    /** The same array where a chain can add all of it, as it nearly always can; weights of absurd sizes give NaN and infinity. */
    private static float[] bounded(float[] values, int count) {
        float largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(values[i])); // NaN where one is
        }
        if (largest <= Chain.LARGEST_SCORE) {
            return values;
        }
        float[] bounded = new float[count];
        for (int i = 0; i < count; i++) {
            bounded[i] = Chain.bounded(values[i]);
        }
        return bounded;
    }
}
