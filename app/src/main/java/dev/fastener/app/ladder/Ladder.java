package dev.fastener.app.ladder;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that one run measured: the figures of the report and of its JSON.
 *
 * @param corpus name of the sentences
 * @param sentences how many
 * @param characters of all of them
 * @param realShare of the padded batches that is not padding, in the order of the corpus, 0 to 1
 * @param machine what it was measured on and with, by name, in the order of reading; "command" is the exact command
 * @param rungs from the slowest idea to the fastest
 * @param factors of the total; null where TensorFlow didn't run the first model
 * @param byLength a call of one sentence over its length
 * @param byBatch a call over the sentences of its batch
 */
public record Ladder(
        String corpus,
        int sentences,
        long characters,
        double realShare,
        Map<String, String> machine,
        List<Rung> rungs,
        @Nullable Factors factors,
        List<Curve> byLength,
        List<Curve> byBatch) {
    public Ladder {
        rungs = List.copyOf(rungs);
        byLength = List.copyOf(byLength);
        byBatch = List.copyOf(byBatch);
    }
}
