package dev.fastener.train;

import dev.fastener.crf.CrfLoss;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The loss of a CRF as a function of its transitions [from, to], start and end scores, one after the other: the mean over the
 * sentences, plus half their squares over the number of sentences, so that moves that never occur stay finite.
 */
final class TransitionObjective implements Lbfgs.Objective {
    /** Sentences that are scored in one call. */
    private static final int BATCH = 64;

    /** Most emissions that are kept, 128 MB; further sentences are left out. */
    private static final long MOST_VALUES = 1L << 25;

    private final int tags;
    private final CrfLoss loss;

    /** Of each sentence, [length * tags]. */
    private final List<float[]> emissions = new ArrayList<>();

    /** Of each sentence, [length]. */
    private final List<int[]> gold = new ArrayList<>();

    /** Gradient of the emissions of one sentence, which nobody reads. */
    private float[] unread = {};

    private TransitionObjective(int tags) {
        this.tags = tags;
        this.loss = new CrfLoss(tags);
    }

    static TransitionObjective of(TaggerModel model, List<LabelledSentence> sentences) {
        TransitionObjective objective = new TransitionObjective(model.tags().size());
        Encoder encoder = new Encoder(model);
        Map<String, Integer> idOf = new HashMap<>();
        for (String label : model.tags().labels()) {
            idOf.put(label, idOf.size());
        }
        long values = 0;
        try (Engine engine = Engines.fastest(model, EngineOptions.forBulk());
                Workspace workspace = engine.newWorkspace()) {
            for (int from = 0; from < sentences.size() && values < MOST_VALUES; from += BATCH) {
                List<LabelledSentence> part = sentences.subList(from, Math.min(sentences.size(), from + BATCH));
                EncodedTexts encoded = encoder.encodeTokens(part);
                objective.add(encoded, engine.score(encoded.batch(), workspace), gold(model, part, idOf));
                values += (long) encoded.batch().steps() * objective.tags;
            }
        }
        if (objective.sentences() == 0) {
            throw new IllegalArgumentException("transitions: expected sentences to fit them to, found none");
        }
        return objective;
    }

    /** Tags of the tokens of each sentence. */
    private static List<int[]> gold(TaggerModel model, List<LabelledSentence> sentences, Map<String, Integer> idOf) {
        List<int[]> gold = new ArrayList<>();
        for (LabelledSentence sentence : sentences) {
            gold.add(model.tags().format().labels(sentence.length(), sentence.entities()).stream()
                    .mapToInt(label -> {
                        Integer id = idOf.get(label);
                        if (id == null) {
                            throw new IllegalArgumentException("line " + sentence.line()
                                    + ": expected entities that the model has tags for ("
                                    + String.join(", ", model.tags().labels()) + "), found one that needs " + label);
                        }
                        return id;
                    })
                    .toArray());
        }
        return gold;
    }

    private void add(EncodedTexts encoded, TagScores scores, List<int[]> tokens) {
        EncodedBatch batch = encoded.batch();
        for (int s = 0; s < batch.sequences(); s++) {
            int length = batch.length(s);
            int first = (scores.offsets()[s] + scores.lead()[s]) * tags;
            emissions.add(Arrays.copyOfRange(scores.values(), first, first + length * tags));
            int[] tagOf = tokens.get(encoded.texts()[s]);
            int[] path = new int[length];
            for (int step = 0; step < length; step++) {
                path[step] = tagOf[encoded.starts()[batch.offsets()[s] + step]];
            }
            gold.add(path);
            unread = unread.length < length * tags ? new float[length * tags] : unread;
        }
    }

    int sentences() {
        return emissions.size();
    }

    @Override
    public double value(double[] point, double[] gradient) {
        float[] transitions = floats(point, 0, tags * tags);
        float[] start = floats(point, tags * tags, tags);
        float[] end = floats(point, (tags + 1) * tags, tags);
        loss.begin(transitions, start, end);
        double sum = 0;
        float share = 1f / sentences();
        for (int s = 0; s < sentences(); s++) {
            sum += loss.add(emissions.get(s), 0, gold.get(s).length, gold.get(s), 0, unread, share);
        }
        Arrays.fill(transitions, 0);
        Arrays.fill(start, 0);
        Arrays.fill(end, 0);
        loss.addGradients(transitions, start, end);
        double squares = 0;
        for (int i = 0; i < point.length; i++) {
            int at = i - tags * tags;
            float slope = at < 0 ? transitions[i] : at < tags ? start[at] : end[at - tags];
            gradient[i] = slope + point[i] / sentences();
            squares += point[i] * point[i];
        }
        return (sum + squares / 2) / sentences();
    }

    /** The value without the squares. */
    double meanLoss(double[] point) {
        double squares = Arrays.stream(point).map(x -> x * x).sum();
        return value(point, new double[point.length]) - squares / 2 / sentences();
    }

    private static float[] floats(double[] values, int from, int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) values[from + i];
        }
        return floats;
    }
}
