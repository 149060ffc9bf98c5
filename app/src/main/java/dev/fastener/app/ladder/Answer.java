package dev.fastener.app.ladder;

import dev.fastener.app.EqualTags;
import dev.fastener.app.bench.Difference;
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
    /**
     * What a peer says of batches.
     *
     * @param plain of the sentences as they are
     * @param timed of what is timed; the same where that is the sentences
     */
    record Expected(Runner peer, List<TagScores> plain, List<TagScores> timed) {
        static Expected of(Runner peer, Batches batches) {
            List<TagScores> plain = peer.scores(batches.plain());
            return new Expected(peer, plain, batches.timed() == batches.plain() ? plain : peer.scores(batches.timed()));
        }
    }

    static Answer of(Runner runner, Expected expected, Batches batches, List<LabelledSentence> sentences) {
        Runner peer = expected.peer();
        long started = System.nanoTime();
        List<TagScores> scores = runner.scores(batches.plain());
        long passNanos = System.nanoTime() - started;
        double difference = difference(expected.plain(), scores);
        if (batches.timed() != batches.plain()) {
            difference = Math.max(difference, difference(expected.timed(), runner.scores(batches.timed())));
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
            double equal = EqualTags.share(sentences, batches.entities(expected.plain()), entities);
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
