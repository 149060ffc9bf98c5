package dev.fastener.app.ladder;

import dev.fastener.app.EqualTags;
import dev.fastener.app.bench.Difference;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.util.List;
import java.util.Locale;

/**
 * What an engine says of the sentences, checked against a peer on the same model and the same batches.
 *
 * @param entities in each sentence, in the order of the corpus
 * @param difference largest scaled difference of its scores to the peer's
 * @param fault what is wrong; empty where nothing is
 * @param passNanos that the engine took for all batches, the first time
 */
record Answer(List<List<EntitySpan>> entities, double difference, String fault, long passNanos) {
    static Answer of(Runner runner, Runner peer, Batches batches, List<LabelledSentence> sentences) {
        long started = System.nanoTime();
        List<TagScores> scores = runner.scores(batches.plain());
        long passNanos = System.nanoTime() - started;
        List<TagScores> expected = peer.scores(batches.plain());
        double difference = difference(expected, scores);
        if (batches.timed() != batches.plain()) {
            List<EncodedBatch> stretched = batches.timed();
            difference = Math.max(difference, difference(peer.scores(stretched), runner.scores(stretched)));
        }
        List<List<EntitySpan>> entities = batches.entities(scores);
        String fault = "";
        if (difference > runner.tolerance()) {
            fault = String.format(
                    Locale.ROOT,
                    "scores differ from those of %s by %.1e of the largest, expected at most %.0e",
                    peer.words(),
                    difference,
                    runner.tolerance());
        } else if (Double.isInfinite(runner.tolerance())) {
            double equal = EqualTags.share(sentences, batches.entities(expected), entities);
            if (equal < runner.leastEqualTags()) {
                fault = String.format(
                        Locale.ROOT,
                        "%.1f %% of the tokens have the tag that %s gives them, expected at least %.0f %%",
                        100 * equal,
                        peer.words(),
                        100 * runner.leastEqualTags());
            }
        }
        return new Answer(entities, difference, fault, passNanos);
    }

    private static double difference(List<TagScores> expected, List<TagScores> found) {
        Difference all = Difference.NONE;
        for (int i = 0; i < expected.size(); i++) {
            all = all.max(Difference.of(expected.get(i), found.get(i)));
        }
        return all.scaled();
    }
}
