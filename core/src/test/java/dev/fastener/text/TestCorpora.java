package dev.fastener.text;

import dev.fastener.scheme.EntitySpan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What the tests of the readers share. */
final class TestCorpora {
    private TestCorpora() {}

    static Path file(Path folder, String name, String content) throws IOException {
        return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    static Corpus read(Path folder, String content) throws IOException {
        return Corpus.read(file(folder, "corpus", content), CorpusOptions.defaults());
    }

    static Corpus read(Path folder, String content, CorpusOptions options) throws IOException {
        return Corpus.read(file(folder, "corpus", content), options);
    }

    /** Each sentence as its entities, "ORG[华东] LOC[上海]". */
    static List<String> entities(Corpus corpus) {
        return corpus.sentences().stream().map(TestCorpora::entities).toList();
    }

    static String entities(LabelledSentence sentence) {
        return sentence.entities().stream()
                .map(entity -> entity.type() + "[" + surface(sentence, entity) + "]")
                .collect(Collectors.joining(" "));
    }

    private static String surface(LabelledSentence sentence, EntitySpan entity) {
        return sentence.text().substring(sentence.starts()[entity.start()], sentence.ends()[entity.end() - 1]);
    }
}
