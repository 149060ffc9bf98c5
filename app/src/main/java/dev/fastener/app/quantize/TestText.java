package dev.fastener.app.quantize;

import dev.fastener.app.data.CorpusArguments;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import dev.fastener.text.Corpus;
import dev.fastener.text.CorpusFormatException;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Sentences that models are run on.
 *
 * @param name for the report
 */
record TestText(String name, List<LabelledSentence> sentences) {
    private static final long SEED = 20;
    private static final int RANDOM_SENTENCES = 64;
    private static final int RANDOM_TOKENS = 40;

    TestText {
        sentences = List.copyOf(sentences);
    }

    /** The sentences of {@code file} that hold anything; texts are cut into tokens as the model does unless told otherwise. */
    static TestText read(Path file, CorpusArguments arguments, TaggerModel model) throws IOException {
        List<LabelledSentence> sentences =
                Corpus.read(file, arguments.options(model.text().unit())).sentences().stream()
                        .filter(sentence -> sentence.length() > 0)
                        .toList();
        if (sentences.isEmpty()) {
            throw new CorpusFormatException(file.toString(), 0, "holds no sentence with a token");
        }
        return new TestText(String.valueOf(file.getFileName()), sentences);
    }

    /** Seeded entries of the model's vocabulary, side by side: text that nobody wrote. */
    static TestText random(TaggerModel model) {
        Vocabulary vocabulary = model.features().get(0).vocabulary();
        List<String> entries =
                vocabulary.entries().stream().filter(entry -> !entry.isEmpty()).toList();
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(
                    "the model's vocabulary holds no text: expected --dev or --calibration, found neither");
        }
        Random random = new Random(SEED);
        int tokens = model.text().maxLength() > 0
                ? Math.min(RANDOM_TOKENS, model.text().maxLength())
                : RANDOM_TOKENS;
        List<LabelledSentence> sentences = new ArrayList<>();
        for (int s = 0; s < RANDOM_SENTENCES; s++) {
            StringBuilder text = new StringBuilder();
            int[] starts = new int[tokens];
            int[] ends = new int[tokens];
            for (int t = 0; t < tokens; t++) {
                starts[t] = text.length();
                text.append(entries.get(random.nextInt(entries.size())));
                ends[t] = text.length();
            }
            sentences.add(new LabelledSentence(text.toString(), starts, ends, List.of(), 0));
        }
        return new TestText("random entries of the vocabulary", sentences);
    }

    long entities() {
        return sentences.stream()
                .mapToLong(sentence -> sentence.entities().size())
                .sum();
    }
}
