package dev.fastener.train;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The training sentences as ids, gold tags and what a teacher says of them, and the batches of each epoch. */
final class TrainingSet {
    /** So many batches are filled from sentences sorted by length: like lengths share a batch, but not always the same. */
    private static final int SORTED_BATCHES = 32;

    private final EncodedTexts encoded;
    private final int[] gold;
    private final ModelShell shell;
    private final int batchSize;
    private final @Nullable Teaching teaching;

    /** Texts from this one on have no gold tags. */
    private final int labelled;

    TrainingSet(
            TaggerModel model,
            ModelShell shell,
            List<LabelledSentence> sentences,
            @Nullable Teaching teaching,
            int batchSize) {
        this.shell = shell;
        this.batchSize = batchSize;
        this.teaching = teaching;
        this.labelled = sentences.size();
        List<LabelledSentence> all = new ArrayList<>(sentences);
        if (teaching != null) {
            all.addAll(teaching.unlabelled());
        }
        this.encoded = new Encoder(model).encodeTokens(all);
        this.gold = gold(all);
    }

    /** Tags of all steps. Of an entity that is cut with a long sentence, each piece is labelled as an entity. */
    private int[] gold(List<LabelledSentence> sentences) {
        Map<String, Integer> idOf = new HashMap<>();
        for (String label : shell.labels()) {
            idOf.put(label, idOf.size());
        }
        EncodedBatch all = encoded.batch();
        int[] tags = new int[all.steps()];
        for (int s = 0; s < all.sequences(); s++) {
            int first = all.offsets()[s];
            int from = encoded.starts()[first];
            int to = encoded.ends()[first + all.length(s) - 1];
            List<EntitySpan> spans = new ArrayList<>();
            for (EntitySpan span : sentences.get(encoded.texts()[s]).entities()) {
                if (span.start() < to && span.end() > from) {
                    spans.add(new EntitySpan(
                            Math.max(span.start(), from) - from, Math.min(span.end(), to) - from, span.type()));
                }
            }
            List<String> labels = shell.tagFormat().labels(to - from, spans);
            for (int i = 0; i < labels.size(); i++) {
                Integer id = idOf.get(labels.get(i));
                if (id == null) {
                    throw new IllegalArgumentException(
                            "line " + sentences.get(encoded.texts()[s]).line()
                                    + ": expected entities that the tags " + String.join(", ", shell.labels())
                                    + " can write, found one that needs " + labels.get(i));
                }
                tags[first + i] = id;
            }
        }
        return tags;
    }

    int sequences() {
        return encoded.batch().sequences();
    }

    long characters() {
        return encoded.batch().steps();
    }

    int batches() {
        return (sequences() + batchSize - 1) / batchSize;
    }

    /** The sequences of each batch of an epoch, in the order of training. */
    List<int[]> shuffled(SplittableRandom random) {
        int[] order = new int[sequences()];
        Arrays.setAll(order, i -> i);
        shuffle(order, random);
        List<int[]> batches = new ArrayList<>();
        int pool = batchSize * SORTED_BATCHES;
        for (int from = 0; from < order.length; from += pool) {
            int[] part = Arrays.stream(order, from, Math.min(order.length, from + pool))
                    .boxed()
                    .sorted((a, b) ->
                            encoded.batch().length(a) - encoded.batch().length(b))
                    .mapToInt(i -> i)
                    .toArray();
            for (int at = 0; at < part.length; at += batchSize) {
                batches.add(Arrays.copyOfRange(part, at, Math.min(part.length, at + batchSize)));
            }
        }
        int[] turns = new int[batches.size()];
        Arrays.setAll(turns, i -> i);
        shuffle(turns, random);
        return Arrays.stream(turns).mapToObj(batches::get).toList();
    }

    /** Fisher and Yates. */
    private static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[other];
            values[other] = value;
        }
    }

    /** One batch; some ids become unknown. */
    TrainBatch batch(int[] sequences, Regularisation dropout, SplittableRandom random) {
        EncodedBatch input = encoded.select(sequences, 0, sequences.length);
        int[] tags = new int[input.steps()];
        for (int i = 0; i < sequences.length; i++) {
            System.arraycopy(gold, encoded.batch().offsets()[sequences[i]], tags, input.offsets()[i], input.length(i));
        }
        for (int f = 0; f < input.ids().length; f++) {
            boolean[] isRare = shell.inputs().get(f).isRare();
            int unknown = shell.inputs().get(f).vocabulary().unknownId();
            int[] ids = input.ids()[f];
            for (int i = 0; i < ids.length; i++) {
                float probability = isRare[ids[i]] ? dropout.unknown() : dropout.tokenDropout();
                if (probability > 0 && unknown != Vocabulary.SKIP && random.nextDouble() < probability) {
                    ids[i] = unknown;
                }
            }
        }
        return new TrainBatch(input, tags, teaching == null ? null : taught(teaching, sequences, input));
    }

    private TaughtBatch taught(Teaching teaching, int[] sequences, EncodedBatch input) {
        int tags = shell.labels().size();
        float[] marginals = new float[input.steps() * tags];
        boolean[] isLabelled = new boolean[sequences.length];
        for (int i = 0; i < sequences.length; i++) {
            int text = encoded.texts()[sequences[i]];
            int first = encoded.batch().offsets()[sequences[i]];
            isLabelled[i] = text < labelled;
            for (int step = 0; teaching.weight() > 0 && step < input.length(i); step++) {
                System.arraycopy(
                        teaching.marginals().get(text),
                        encoded.starts()[first + step] * tags,
                        marginals,
                        (input.offsets()[i] + step) * tags,
                        tags);
            }
        }
        return new TaughtBatch(marginals, isLabelled, teaching.weight());
    }
}
