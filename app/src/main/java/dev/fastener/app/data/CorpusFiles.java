package dev.fastener.app.data;

import dev.fastener.io.AtomicFile;
import dev.fastener.scheme.TagFormat;
import dev.fastener.text.CorpusFormat;
import dev.fastener.text.CorpusLayout;
import dev.fastener.text.CorpusWriter;
import dev.fastener.text.LabelledSentence;
import dev.fastener.text.Loss;
import dev.fastener.text.Losses;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Writes corpora to files, whole or not at all, and says what got lost. */
final class CorpusFiles {
    /** Gives all sentences; is asked once for each file of the format. */
    @FunctionalInterface
    interface Sentences {
        void forEach(Consumer<LabelledSentence> target) throws IOException;
    }

    private final CorpusFormat format;
    private final CorpusLayout layout;
    private final TagFormat tags;
    private final Map<Loss, Long> losses = new EnumMap<>(Loss.class);

    CorpusFiles(CorpusFormat format, CorpusLayout layout, TagFormat tags) {
        this.format = format;
        this.layout = layout;
        this.tags = tags;
    }

    /** All files of a corpus that {@code file} is the first of. */
    List<Path> paths(Path file) {
        return CorpusWriter.parts(format).stream()
                .map(part -> CorpusWriter.file(file, format, part))
                .toList();
    }

    /** Writes corpora, all their files or none. */
    void write(Map<Path, Sentences> corpora) throws IOException {
        Map<Path, AtomicFile.Content> contents = new LinkedHashMap<>();
        corpora.forEach((file, sentences) -> {
            for (CorpusWriter.Part part : CorpusWriter.parts(format)) {
                Path target = CorpusWriter.file(file, format, part);
                contents.put(target, out -> write(sentences, part, target, out));
            }
        });
        AtomicFile.writeTogether(contents);
    }

    private void write(Sentences sentences, CorpusWriter.Part part, Path target, OutputStream out) throws IOException {
        if (target.toString().endsWith(".gz")) {
            GZIPOutputStream packed = new GZIPOutputStream(out, 1 << 16);
            write(sentences, part, packed);
            packed.finish();
        } else {
            write(sentences, part, out);
        }
    }

    void write(Sentences sentences, CorpusWriter.Part part, OutputStream out) throws IOException {
        Losses counted = new Losses();
        try (CorpusWriter writer = CorpusWriter.of(format, part, layout, tags, counted, out)) {
            sentences.forEach(sentence -> {
                try {
                    writer.write(sentence);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        counted.counts().forEach((loss, count) -> losses.merge(loss, count, Math::max));
    }

    /** Tells standard error what the format couldn't hold. */
    void printLosses() {
        losses.forEach(
                (loss, count) -> System.err.printf("lost in %,d sentences or places: %s%n", count, loss.description()));
    }
}
