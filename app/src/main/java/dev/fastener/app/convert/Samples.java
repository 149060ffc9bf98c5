package dev.fastener.app.convert;

import dev.fastener.Entity;
import dev.fastener.Tagger;
import dev.fastener.app.page.MarkedText;
import dev.fastener.convert.certificate.DevCorpus;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.model.TaggerModel;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A few tagged sentences at the end, so that a user sees whether they make sense. */
final class Samples {
    private static final int MOST = 3;

    private static final int MOST_CHARS = 100;

    private Samples() {}

    /** The texts that were given, else some of the corpus, else none. */
    static List<Sample> of(TaggerModel model, List<String> given, @Nullable DevCorpus dev) {
        if (given.isEmpty() && dev == null) {
            return List.of();
        }
        try (Tagger tagger = Tagger.of(model, Engines.fastest(model, EngineOptions.forBulk()))) {
            return dev == null || !given.isEmpty()
                    ? given.stream()
                            .map(text -> new Sample(MarkedText.of(text, tagger.tag(text)), null))
                            .toList()
                    : labelled(tagger, chosen(dev.sentences()));
        }
    }

    private static List<Sample> labelled(Tagger tagger, List<LabelledSentence> sentences) {
        List<List<EntitySpan>> found = tagger.tagTokens(sentences);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            LabelledSentence sentence = sentences.get(i);
            samples.add(new Sample(marked(sentence, found.get(i)), marked(sentence, sentence.entities())));
        }
        return samples;
    }

    /** The first ones with several entities, or at least one, that fit on a line. */
    private static List<LabelledSentence> chosen(List<LabelledSentence> sentences) {
        List<LabelledSentence> lines = sentences.stream()
                .filter(sentence ->
                        !sentence.entities().isEmpty() && sentence.text().length() <= MOST_CHARS)
                .toList();
        List<LabelledSentence> full = lines.stream()
                .filter(sentence -> sentence.entities().size() > 1)
                .toList();
        List<LabelledSentence> best = full.size() >= MOST ? full : lines.isEmpty() ? sentences : lines;
        return best.subList(0, Math.min(MOST, best.size()));
    }

    private static MarkedText marked(LabelledSentence sentence, List<EntitySpan> spans) {
        List<Entity> entities = spans.stream()
                .map(span -> {
                    int start = sentence.starts()[span.start()];
                    int end = sentence.ends()[span.end() - 1];
                    return new Entity(start, end, span.type(), sentence.text().substring(start, end), Double.NaN);
                })
                .toList();
        return MarkedText.of(sentence.text(), entities);
    }

    static void print(List<Sample> samples, PrintStream out) {
        if (samples.isEmpty()) {
            out.println("to see what it finds: --sample TEXT, or --dev CORPUS for its F1 too");
        }
        for (Sample sample : samples) {
            List<String> text =
                    sample.found().pieces().stream().map(MarkedText.Piece::text).toList();
            out.println(String.join("", text));
            out.println("  found: " + entities(sample.found()));
            if (sample.gold() != null) {
                out.println("  gold:  " + entities(sample.gold()));
            }
        }
    }

    private static String entities(MarkedText text) {
        List<String> entities = text.pieces().stream()
                .filter(piece -> piece.type() != null)
                .map(piece -> piece.type() + " " + piece.text())
                .toList();
        return entities.isEmpty() ? "nothing" : String.join(", ", entities);
    }
}
