package dev.fastener;

import dev.fastener.decode.Decoder;
import dev.fastener.decode.ScoredSpans;
import dev.fastener.engine.CallsUnderWay;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes text and gives its entities: encode, score, decode. Thread-safe: the model is shared, and each call takes its
 * scratch from a pool that grows to the number of calls at the same time. It may be closed at any time: calls that are under
 * way end well.
 */
public final class Tagger implements AutoCloseable {
    private final Encoder encoder;
    private final Engine engine;
    private final Decoder decoder;
    private final TaggerOptions options;
    private final TaggerInfo info;

    /** Of a model whose head decodes pads, too; 0 where a sequence has as many as steps. */
    private final int rowsOfEach;

    private final Scratch.Pool scratches;
    private final CallsUnderWay calls = new CallsUnderWay("the tagger", this::free);

    private Tagger(TaggerModel model, Engine engine, TaggerOptions options) {
        this.encoder = new Encoder(model);
        this.engine = engine;
        this.decoder = new Decoder(model);
        this.options = options;
        this.info = TaggerInfo.of(model, engine.name());
        this.rowsOfEach = model.decodesPads() ? model.text().maxLength() : 0;
        this.scratches = new Scratch.Pool(engine, decoder);
    }

    /**
     * A tagger for the model in {@code file}, on the fastest engine of the core.
     *
     * @throws IOException where the file can't be read
     * @throws dev.fastener.onnx.ModelFormatException where it is no model of ours
     */
    public static Tagger open(Path file) throws IOException {
        return open(file, TaggerOptions.defaults());
    }

    /** As {@link #open(Path)}, with options. */
    public static Tagger open(Path file, TaggerOptions options) throws IOException {
        return open(OnnxReader.read(file), options);
    }

    /** As {@link #open(Path)}, from a stream, which is read to its end and stays open. */
    public static Tagger open(InputStream in) throws IOException {
        return open(in, TaggerOptions.defaults());
    }

    /** As {@link #open(InputStream)}, with options. */
    public static Tagger open(InputStream in, TaggerOptions options) throws IOException {
        return open(OnnxReader.read(in, "model from a stream"), options);
    }

    /** As {@link #open(Path)}, from the bytes of a file. */
    public static Tagger open(byte[] model) {
        return open(model, TaggerOptions.defaults());
    }

    /** As {@link #open(byte[])}, with options. */
    public static Tagger open(byte[] model, TaggerOptions options) {
        return open(OnnxReader.read(model, "model in memory"), options);
    }

    private static Tagger open(TaggerModel model, TaggerOptions options) {
        EngineOptions engine =
                EngineOptions.defaults().withThreads(options.threads()).withPrecision(options.precision());
        return of(model, Engines.fastest(model, engine), options);
    }

    /** A tagger for {@code model} on an engine that runs it; closing the tagger closes the engine. */
    public static Tagger of(TaggerModel model, Engine engine) {
        return of(model, engine, TaggerOptions.defaults());
    }

    /** A tagger for {@code model} on an engine that runs it, whose threads are its own matter; closes it when closed. */
    public static Tagger of(TaggerModel model, Engine engine, TaggerOptions options) {
        return new Tagger(model, engine, options);
    }

    /** The entities of {@code text}, in ascending order. */
    public List<Entity> tag(String text) {
        return tagTexts(List.of(text)).get(0).entities();
    }

    /** The entities of each text, in the order of the texts; faster than one by one. */
    public List<List<Entity>> tagAll(List<String> texts) {
        return tagTexts(texts).stream().map(TaggedText::entities).toList();
    }

    /** The entities of each text and the confidence of the whole, in the order of the texts. */
    public List<TaggedText> tagTexts(List<String> texts) {
        EncodedTexts encoded = encoder.encode(texts);
        return entities(texts, encoded, spans(encoded));
    }

    /**
     * The entities of text that is tokenised already, in tokens, in the order of the sentences. A token is a step whatever it
     * holds; the gold entities are not looked at.
     */
    public List<List<EntitySpan>> tagTokens(List<LabelledSentence> sentences) {
        EncodedTexts encoded = encoder.encodeTokens(sentences);
        ScoredSpans[] spans = spans(encoded);
        List<List<EntitySpan>> tagged = new ArrayList<>(sentences.size());
        for (int i = 0; i < sentences.size(); i++) {
            tagged.add(new ArrayList<>());
        }
        for (int s = 0; s < spans.length; s++) {
            for (int i = 0; i < spans[s].spans().size(); i++) {
                tagged.get(encoded.texts()[s]).add(spans[s].inSource(encoded, s, i));
            }
        }
        return tagged;
    }

    /** The entities of each sequence, in steps of the sequence. */
    private ScoredSpans[] spans(EncodedTexts encoded) {
        calls.begin();
        try (Scratch scratch = scratches.take()) {
            return spans(encoded, scratch);
        } finally {
            calls.end();
        }
    }

    private ScoredSpans[] spans(EncodedTexts encoded, Scratch scratch) {
        int[] order = encoded.longestFirst();
        ScoredSpans[] spans = new ScoredSpans[order.length];
        for (int from = 0; from < order.length; ) {
            int to = batchEnd(encoded.batch(), order, from);
            EncodedBatch batch = encoded.select(order, from, to);
            TagScores scores = engine.score(batch, scratch.engine());
            List<ScoredSpans> decoded = decoder.spans(batch, scores, scratch.decode(), options.confidences());
            for (int i = from; i < to; i++) {
                spans[order[i]] = decoded.get(i - from);
            }
            from = to;
        }
        return spans;
    }

    /** Sequences of like length, as many as {@link TaggerOptions#batchSteps()} allows. */
    private int batchEnd(EncodedBatch batch, int[] order, int from) {
        int steps = 0;
        int to = from;
        while (to < order.length && (to == from || steps + rows(batch.length(order[to])) <= options.batchSteps())) {
            steps += rows(batch.length(order[to++]));
        }
        return to;
    }

    /** Rows of scores that a sequence has. */
    private int rows(int length) {
        return rowsOfEach > 0 ? rowsOfEach : length;
    }

    private List<TaggedText> entities(List<String> texts, EncodedTexts encoded, ScoredSpans[] spans) {
        List<TaggedText> tagged = new ArrayList<>(texts.size());
        int s = 0;
        for (int i = 0; i < texts.size(); i++) {
            List<Entity> entities = new ArrayList<>();
            double logProbability = 0;
            int steps = 0;
            for (; s < spans.length && encoded.texts()[s] == i; s++) {
                addEntities(texts.get(i), encoded, s, spans[s], entities);
                logProbability += spans[s].logPathProbability();
                steps += encoded.batch().length(s);
            }
            double confidence = options.confidences() ? Math.exp(logProbability / Math.max(1, steps)) : Double.NaN;
            tagged.add(new TaggedText(entities, confidence));
        }
        return tagged;
    }

    private void addEntities(String text, EncodedTexts encoded, int s, ScoredSpans scored, List<Entity> entities) {
        for (int i = 0; i < scored.spans().size(); i++) {
            EntitySpan span = scored.inSource(encoded, s, i);
            double confidence = options.confidences() ? scored.probabilities()[i] : Double.NaN;
            entities.add(new Entity(
                    span.start(), span.end(), span.type(), text.substring(span.start(), span.end()), confidence));
        }
    }

    /** What this tagger is. */
    public TaggerInfo info() {
        return info;
    }

    /**
     * Frees the engine, at once or with the last call that is under way; doesn't wait for it. Calls that begin later throw
     * IllegalStateException.
     */
    @Override
    public void close() {
        calls.close();
    }

    private void free() {
        scratches.close();
        engine.close();
    }
}
