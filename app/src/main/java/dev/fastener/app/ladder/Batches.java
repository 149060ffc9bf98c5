package dev.fastener.app.ladder;

import dev.fastener.app.bench.Judge;
import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TagScores;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The sentences of a feed as ids of one model. */
final class Batches {
    private final LadderModel model;
    private final Feed feed;
    private final int sentences;
    private final List<EncodedTexts> encoded;
    private final List<EncodedBatch> plain;
    private final List<EncodedBatch> timed;
    private final String words;

    private Batches(LadderModel model, List<LabelledSentence> sentences, Feed feed, boolean stretched, String words) {
        this.model = model;
        this.feed = feed;
        this.sentences = sentences.size();
        this.encoded = feed.encode(sentences, new Encoder(model.model()));
        this.plain = encoded.stream().map(EncodedTexts::batch).toList();
        this.timed = stretched
                ? plain.stream()
                        .map(batch -> Stretch.toLongest(batch, model.model()))
                        .toList()
                : plain;
        this.words = words;
    }

    /** For an engine that computes what is there. */
    static Batches packed(LadderModel model, List<LabelledSentence> sentences, Feed feed) {
        return new Batches(model, sentences, feed, false, "packed " + feed.words());
    }

    /** For an engine that pads a batch to its longest sentence. */
    static Batches padded(LadderModel model, List<LabelledSentence> sentences, Feed feed) {
        return new Batches(model, sentences, feed, false, "padded " + feed.words());
    }

    /** For an engine that computes what is there: real steps in the place of the pads. */
    static Batches stretched(LadderModel model, List<LabelledSentence> sentences, Feed feed) {
        return new Batches(model, sentences, feed, true, feed.words() + " with real steps for pads");
    }

    String words() {
        return words;
    }

    /** What is timed. */
    List<EncodedBatch> timed() {
        return timed;
    }

    /** The sentences as they are: what is timed, or what it was before it was stretched. */
    List<EncodedBatch> plain() {
        return plain;
    }

    /** What the scores of {@link #plain} say of each sentence, in the order of the corpus; empty of those that the feed lacks. */
    List<List<EntitySpan>> entities(List<TagScores> scores) {
        Decoder decoder = new Decoder(model.model());
        DecodeWorkspace scratch = decoder.newWorkspace();
        List<List<EntitySpan>> entities = new ArrayList<>(Collections.nCopies(sentences, List.of()));
        for (int call = 0; call < encoded.size(); call++) {
            List<Integer> numbers = feed.calls().get(call);
            List<List<EntitySpan>> found =
                    Judge.entities(encoded.get(call), numbers.size(), scores.get(call), decoder, scratch);
            for (int i = 0; i < numbers.size(); i++) {
                entities.set(numbers.get(i), found.get(i));
            }
        }
        return entities;
    }

    /** Share of the padded batches that is not padding, 0 to 1. */
    double realShare() {
        long real = 0;
        long padded = 0;
        for (EncodedBatch batch : plain) {
            real += batch.steps();
            padded += Stretch.toLongest(batch, model.model()).steps();
        }
        return padded == 0 ? 1 : (double) real / padded;
    }
}
