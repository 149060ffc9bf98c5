package dev.fastener.slim;

import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
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
import java.util.List;

/** How long a model takes from ids to entities, sentence by sentence in one thread on the core's engine. */
final class Latency {
    private static final int MOST_SENTENCES = 200;
    private static final long WARM_UP_NANOS = 300_000_000;
    private static final long NANOS = 500_000_000;
    private static final int LEAST_ROUNDS = 3;

    private Latency() {}

    /** Milliseconds a sentence: the median of some passes over the first sentences. */
    static double millis(TaggerModel model, List<LabelledSentence> sentences) {
        Encoder encoder = new Encoder(model);
        List<EncodedTexts> encoded = new ArrayList<>();
        for (LabelledSentence sentence : sentences) {
            if (sentence.length() > 0 && encoded.size() < MOST_SENTENCES) {
                encoded.add(encoder.encodeTokens(List.of(sentence)));
            }
        }
        Decoder decoder = new Decoder(model);
        DecodeWorkspace scratch = decoder.newWorkspace();
        try (Engine engine = Engines.fastest(model, EngineOptions.forBulk().withThreads(1));
                Workspace workspace = engine.newWorkspace()) {
            long warm = System.nanoTime() + WARM_UP_NANOS;
            do {
                pass(encoded, engine, workspace, decoder, scratch);
            } while (System.nanoTime() < warm);
            List<Long> passes = new ArrayList<>();
            long end = System.nanoTime() + NANOS;
            while (passes.size() < LEAST_ROUNDS || System.nanoTime() < end) {
                passes.add(pass(encoded, engine, workspace, decoder, scratch));
            }
            long[] sorted = passes.stream().mapToLong(nanos -> nanos).toArray();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2] / 1e6 / encoded.size();
        }
    }

    /** Its nanoseconds. */
    private static long pass(
            List<EncodedTexts> encoded, Engine engine, Workspace workspace, Decoder decoder, DecodeWorkspace scratch) {
        long started = System.nanoTime();
        for (EncodedTexts texts : encoded) {
            EncodedBatch batch = texts.batch();
            TagScores scores = engine.score(batch, workspace);
            decoder.spans(batch, scores, scratch, false);
        }
        return System.nanoTime() - started;
    }
}
