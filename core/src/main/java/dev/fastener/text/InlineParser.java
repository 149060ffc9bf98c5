package dev.fastener.text;

import java.io.IOException;

/**
 * One sentence a line, tokens with their tags behind a backslash (or else a slash), a space between them. Two spaces before
 * an item without a token: the token is a space.
 */
final class InlineParser implements CorpusParser {
    private final CorpusSource source;

    InlineParser(CorpusSource source) {
        this.source = source;
    }

    @Override
    public void parse(SentenceSink sink) throws IOException {
        try (LineReader lines = new LineReader(source)) {
            TaggedSentence sentence = new TaggedSentence(source.name());
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    items(line, lines.line(), sentence);
                    sink.tagged(sentence);
                    sentence.clear();
                } else if (!line.isEmpty()) {
                    sink.problem(
                            ProblemKind.BLANK_LINE_WITH_WHITE_SPACE,
                            source.name(),
                            lines.line(),
                            "a line of " + line.length() + " white space characters");
                }
            }
        }
    }

    private void items(String line, long number, TaggedSentence sentence) {
        boolean spaceBefore = false;
        int start = 0;
        while (start < line.length()) {
            int end = start;
            while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') {
                end++;
            }
            if (end == start) {
                spaceBefore = true;
            } else {
                item(line.substring(start, end), spaceBefore, number, sentence);
                spaceBefore = false;
            }
            start = end + 1;
        }
    }

    private void item(String item, boolean spaceBefore, long number, TaggedSentence sentence) {
        int at = delimiter(item);
        if (at < 0 || at == item.length() - 1) {
            throw malformed(number, sentence, "a token without a tag, expected token\\tag", item);
        }
        if (at == 0 && !spaceBefore) {
            throw malformed(number, sentence, "a tag without a token, expected token\\tag", item);
        }
        sentence.add(at == 0 ? " " : item.substring(0, at), item.substring(at + 1), number);
    }

    /** Where the token of {@code item} ends; -1 where it has no tag. */
    static int delimiter(String item) {
        int backslash = item.lastIndexOf('\\');
        return backslash >= 0 ? backslash : item.lastIndexOf('/');
    }

    private CorpusFormatException malformed(long number, TaggedSentence sentence, String reason, String item) {
        return new CorpusFormatException(
                source.name(), number, "item " + (sentence.size() + 1) + ": " + reason + ": " + Excerpt.of(item));
    }
}
