package dev.fastener.app.ladder;

import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which sentences go together, in which order.
 *
 * @param words "batches of 32"
 * @param calls numbers of the sentences of each call
 */
record Feed(String words, List<List<Integer>> calls) {
    /** As the corpus has them. */
    static Feed inOrder(int sentences, int batch) {
        return new Feed(
                "batches of " + batch,
                split(IntStream.range(0, sentences).boxed().toList(), batch));
    }

    /** The longest first, so that a batch is hardly padded. */
    static Feed sorted(List<LabelledSentence> sentences, int batch) {
        Comparator<Integer> longestFirst = Comparator.comparingInt(
                        (Integer s) -> sentences.get(s).length())
                .reversed();
        List<Integer> order = IntStream.range(0, sentences.size())
                .boxed()
                .sorted(longestFirst)
                .toList();
        return new Feed("batches of " + batch + " sorted by length", split(order, batch));
    }

    private static List<List<Integer>> split(List<Integer> order, int batch) {
        List<List<Integer>> calls = new ArrayList<>();
        for (int from = 0; from < order.size(); from += batch) {
            calls.add(order.subList(from, Math.min(from + batch, order.size())));
        }
        return calls;
    }

    /** The first calls alone. */
    Feed first(int count) {
        return new Feed(words, calls.subList(0, Math.min(count, calls.size())));
    }

    /** The sentences of each call as ids. */
    List<EncodedTexts> encode(List<LabelledSentence> sentences, Encoder encoder) {
        return calls.stream()
                .map(call ->
                        encoder.encodeTokens(call.stream().map(sentences::get).toList()))
                .toList();
    }
}
