package dev.fastener.train;

import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.decode.ScoredSpans;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.Workspace;
import dev.fastener.evaluation.Counts;
import dev.fastener.evaluation.Evaluation;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.List;

/** The dev sentences as ids, and how well a model finds their entities, by the very engine and decoder that users run. */
public final class DevSet {
    /** Steps that are scored in one call: enough to be fast, few enough to keep memory small. */
    private static final int BATCH_STEPS = 4096;

    private final List<LabelledSentence> sentences;
    private final EncodedTexts encoded;
    private final int[] order;

    /** @param model whose vocabulary gives the ids; {@link #evaluate} takes this one or others with the same */
    public DevSet(TaggerModel model, List<LabelledSentence> sentences) {
        this.sentences = sentences;
        this.encoded = new Encoder(model).encodeTokens(sentences);
        this.order = encoded.longestFirst();
    }

    /** Gold, predicted and correct entities of all sentences. */
    public Counts evaluate(TaggerModel model, int threads) {
        return counts(model, threads).stream().reduce(Counts.NONE, Counts::plus);
    }

    /** Those of each sentence. */
    public List<Counts> counts(TaggerModel model, int threads) {
        List<List<EntitySpan>> found = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            found.add(new ArrayList<>());
        }
        Decoder decoder = new Decoder(model);
        DecodeWorkspace scratch = decoder.newWorkspace();
        try (Engine engine = Engines.fastest(model, EngineOptions.forBulk().withThreads(threads));
                Workspace workspace = engine.newWorkspace()) {
            for (int from = 0; from < order.length; ) {
                int to = batchEnd(from);
                EncodedBatch batch = encoded.select(order, from, to);
                List<ScoredSpans> spans = decoder.spans(batch, engine.score(batch, workspace), scratch, false);
                for (int i = from; i < to; i++) {
                    addTokens(found.get(encoded.texts()[order[i]]), order[i], spans.get(i - from));
                }
                from = to;
            }
        }
        List<Counts> counts = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            counts.add(Evaluation.of(sentences.get(i).entities(), found.get(i)));
        }
        return counts;
    }

    private int batchEnd(int from) {
        int to = from + 1;
        long steps = encoded.batch().length(order[from]);
        while (to < order.length && steps + encoded.batch().length(order[to]) <= BATCH_STEPS) {
            steps += encoded.batch().length(order[to++]);
        }
        return to;
    }

    /** Spans count in steps of their sequence; the gold ones in tokens of their sentence. */
    private void addTokens(List<EntitySpan> found, int sequence, ScoredSpans spans) {
        for (int i = 0; i < spans.spans().size(); i++) {
            found.add(spans.inSource(encoded, sequence, i));
        }
    }
}
