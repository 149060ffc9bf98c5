package dev.fastener.app.convert;

import dev.fastener.model.TextRules;
import dev.fastener.text.Corpus;
import dev.fastener.text.CorpusOptions;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A labelled corpus beside a conversion; texts with spans are cut into tokens as the model does. */
final class LabelledFile {
    private LabelledFile() {}

    static List<LabelledSentence> read(Path file, TextRules.Unit unit) throws IOException {
        return Corpus.read(file, CorpusOptions.defaults().withUnit(unit)).sentences();
    }
}
