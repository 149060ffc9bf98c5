package dev.fastener.text;

import dev.fastener.model.TextRules;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file of sentences and one of tags, line by line. Where there are as many words between white space as tags, they are the
 * tokens; else the characters without white space are, else all characters.
 */
final class PairParser implements CorpusParser {
    private static final Segmenter CHARACTERS = new Segmenter(TextRules.Unit.CHARACTER);

    private final CorpusSource sentences;
    private final CorpusSource tags;

    PairParser(CorpusSource sentences, CorpusSource tags) {
        this.sentences = sentences;
        this.tags = tags;
    }

    @Override
    public void parse(SentenceSink sink) throws IOException {
        try (LineReader texts = new LineReader(sentences);
                LineReader labels = new LineReader(tags)) {
            TaggedSentence sentence = new TaggedSentence(sentences.name());
            while (true) {
                String text = texts.next();
                String labelLine = labels.next();
                if (text == null && labelLine == null) {
                    return;
                }
                if (text == null ? !isEmpty(labelLine) : labelLine == null && !isEmpty(text)) {
                    throw new CorpusFormatException(
                            text == null ? sentences.name() : tags.name(),
                            Math.max(texts.line(), labels.line()),
                            "ends here, the other file goes on; expected as many lines of sentences as of tags");
                }
                if (text != null && labelLine != null && !(isEmpty(text) && isEmpty(labelLine))) {
                    fill(sentence, text, labelLine.strip().split("\\s+"), texts.line());
                    sink.tagged(sentence);
                    sentence.clear();
                }
            }
        }
    }

    private static boolean isEmpty(@Nullable String line) {
        return line == null || line.isBlank();
    }

    private void fill(TaggedSentence sentence, String text, String[] labels, long line) {
        String[] tokens = tokens(text, labels.length);
        if (tokens.length != labels.length) {
            throw new CorpusFormatException(
                    sentences.name(),
                    line,
                    text.strip().split("\\s+").length + " words or " + characters(text).length + " characters, but "
                            + labels.length + " tags in " + tags.name() + "; expected a tag for each");
        }
        for (int i = 0; i < tokens.length; i++) {
            sentence.add(tokens[i], labels[i], line);
        }
    }

    /** The tokens of {@code text} that {@code tags} tags stand for; another number of them where no way to cut fits. */
    static String[] tokens(String text, int tags) {
        String[] tokens = text.strip().split("\\s+");
        if (tokens.length != tags) {
            tokens = characters(text);
        }
        return tokens.length == tags
                ? tokens
                : text.codePoints().mapToObj(Character::toString).toArray(String[]::new);
    }

    private static String[] characters(String text) {
        Steps tokens = CHARACTERS.segment(text);
        String[] characters = new String[tokens.size()];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = text.substring(tokens.start(i), tokens.end(i));
        }
        return characters;
    }
}
