package dev.fastener.slim;

import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How long a model takes from ids to entities, sentence by sentence in one thread on the core's engine: of each sentence the
 * fastest of some passes, as other programs and the JVM's compiling only ever add to it.
 */
final class Latency {
    private static final int MOST_SENTENCES = 200;
    private static final long NANOS = 500_000_000;
    private static final int LEAST_PASSES = 3;

    private Latency() {}

    /** Milliseconds a sentence, on average over the first sentences. */
    static double millis(TaggerModel model, List<LabelledSentence> sentences) {
        Encoder encoder = new Encoder(model);
        List<EncodedBatch> batches = new ArrayList<>();
        for (LabelledSentence sentence : sentences) {
            if (sentence.length() > 0 && batches.size() < MOST_SENTENCES) {
                batches.add(encoder.encodeTokens(List.of(sentence)).batch());
            }
        }
        long[] fastest = new long[batches.size()];
        Decoder decoder = new Decoder(model);
        DecodeWorkspace scratch = decoder.newWorkspace();
        try (Engine engine = Engines.fastest(model, EngineOptions.forBulk().withThreads(1));
                Workspace workspace = engine.newWorkspace()) {
            Arrays.fill(fastest, Long.MAX_VALUE);
            long start = System.nanoTime();
            for (int passes = 0; passes < LEAST_PASSES || System.nanoTime() - start < NANOS; passes++) {
                for (int i = 0; i < fastest.length; i++) {
                    long before = System.nanoTime();
                    decoder.spans(batches.get(i), engine.score(batches.get(i), workspace), scratch, false);
                    fastest[i] = Math.min(fastest[i], System.nanoTime() - before);
                }
            }
        }
        return LongStream.of(fastest).sum() / 1e6 / fastest.length;
    }
}
