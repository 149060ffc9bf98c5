package dev.fastener.app.bench;

import dev.fastener.model.EncodedBatch;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is run: the same sentences in the same batches for every engine.
 *
 * @param batch sentences of a call; the last may have fewer
 * @param concurrency callers at the same time
 * @param sentences in their order, batch after batch
 * @param labelled whether their entities are known
 * @param encoded the sentences of each batch as ids
 */
record Workload(
        Order order,
        int batch,
        int concurrency,
        List<LabelledSentence> sentences,
        boolean labelled,
        List<EncodedTexts> encoded) {

    static Workload of(Order order, int batch, int concurrency, List<LabelledSentence> sentences, Encoder encoder) {
        List<EncodedTexts> encoded = new ArrayList<>();
        for (int from = 0; from < sentences.size(); from += batch) {
            encoded.add(encoder.encodeTokens(sentences.subList(from, Math.min(from + batch, sentences.size()))));
        }
        return new Workload(order, batch, concurrency, sentences, order != Order.FULL, encoded);
    }

    /** The sentences of call {@code i}. */
    List<LabelledSentence> sentencesOf(int i) {
        return sentences.subList(i * batch, Math.min((i + 1) * batch, sentences.size()));
    }

    /** The texts of each call. */
    List<List<String>> texts() {
        return IntStream.range(0, encoded.size())
                .mapToObj(call ->
                        sentencesOf(call).stream().map(LabelledSentence::text).toList())
                .toList();
    }

    /** Steps of all sentences. */
    long characters() {
        return encoded.stream().mapToLong(texts -> texts.batch().steps()).sum();
    }

    /** Share of the padded batches that is not padding, 0 to 1. */
    double realShare() {
        long padded = 0;
        for (EncodedTexts texts : encoded) {
            EncodedBatch ids = texts.batch();
            int longest =
                    IntStream.range(0, ids.sequences()).map(ids::length).max().orElse(0);
            padded += (long) longest * ids.sequences();
        }
        return padded == 0 ? 1 : (double) characters() / padded;
    }
}
