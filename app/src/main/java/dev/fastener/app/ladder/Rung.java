package dev.fastener.app.ladder;

import org.jspecify.annotations.Nullable;

/**
 * One step of the ladder: a model on an engine at one work.
 *
 * @param name what is new on this rung, in few words: "before", "one layer", "fused int8"
 * @param model its shape in words: "3 LSTM of 512, embeddings of 256"
 * @param engine with version, precision, threads and batching in words
 * @param figures null where it was not run
 * @param notRun why it was not; empty where it was
 */
public record Rung(
        String name, String model, String engine, @Nullable Figures figures, String notRun) {
    /**
     * What was measured.
     *
     * @param millis a sentence
     * @param ratio times as fast as the first rung, of the same rounds
     * @param step times as fast as the last rung before it that was run
     * @param rounds passes over all sentences
     * @param f1 strict entity F1 on the sentences, 0 to 1; NaN where they have no gold entities
     * @param equalTags share of the tokens whose tag is that of the first rung, 0 to 1
     * @param difference largest difference of its scores to those of the peer that it was checked against, scaled as in {@code
     *     fastener bench}
     * @param fault what is wrong with its results; empty where they are right
     */
    public record Figures(
            Interval millis,
            Interval ratio,
            Interval step,
            int rounds,
            double f1,
            double equalTags,
            double difference,
            String fault) {}
}
