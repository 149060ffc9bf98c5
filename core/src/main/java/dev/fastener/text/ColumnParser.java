package dev.fastener.text;

import java.io.IOException;

/**
 * One token a line: the token first, the tag last, columns between them left out; TAB or spaces between columns. An empty
 * line, one of white space only or a -DOCSTART- line ends a sentence.
 */
final class ColumnParser implements CorpusParser {
    private static final String DOCUMENT_START = "-DOCSTART-";

    private final CorpusSource source;

    ColumnParser(CorpusSource source) {
        this.source = source;
    }

    @Override
    public void parse(SentenceSink sink) throws IOException {
        try (LineReader lines = new LineReader(source)) {
            TaggedSentence sentence = new TaggedSentence(source.name(), true);
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank()) {
                    if (!line.isEmpty()) {
                        sink.problem(
                                ProblemKind.BLANK_LINE_WITH_WHITE_SPACE,
                                source.name(),
                                lines.line(),
                                "a line of " + line.length() + " white space characters");
                    }
                    flush(sentence, sink);
                } else if (isDocumentStart(line)) {
                    sink.problem(ProblemKind.DOCUMENT_START, source.name(), lines.line(), line);
                    flush(sentence, sink);
                } else {
                    token(line, lines.line(), sentence, sink);
                }
            }
            flush(sentence, sink);
        }
    }

    private static void flush(TaggedSentence sentence, SentenceSink sink) {
        if (sentence.size() > 0) {
            sink.tagged(sentence);
            sentence.clear();
        }
    }

    private static boolean isDocumentStart(String line) {
        return line.startsWith(DOCUMENT_START)
                && (line.length() == DOCUMENT_START.length() || line.charAt(DOCUMENT_START.length()) <= ' ');
    }

    private void token(String line, long number, TaggedSentence sentence, SentenceSink sink) {
        int tab = line.indexOf('\t');
        char separator = tab >= 0 ? '\t' : ' ';
        int end = line.length();
        while (tab < 0 && line.charAt(end - 1) == ' ') {
            end--;
        }
        int last = line.lastIndexOf(separator, end - 1);
        if (last < 0) {
            throw malformed(
                    number, "expected a token and a tag with TAB or a space between them, found one column", line);
        }
        String label = line.substring(last + 1, end).strip();
        if (label.isEmpty()) {
            throw malformed(number, "a token without a tag", line);
        }
        int first = tab >= 0 ? tab : endOfToken(line, last);
        String token = line.substring(0, first);
        if (token.isEmpty()) {
            if (separator == '\t') {
                throw malformed(number, "a tag without a token", line);
            }
            // A space that stands for itself, whose separator somebody's editor took away.
            token = " ";
        }
        if (first < last) {
            sink.problem(ProblemKind.EXTRA_COLUMNS, source.name(), number, line);
        }
        sentence.add(token, label, number);
    }

    /** Spaces before the token belong to it: a token may be a space, or start with one. */
    private static int endOfToken(String line, int last) {
        int start = 0;
        while (start < last && line.charAt(start) == ' ') {
            start++;
        }
        int end = line.indexOf(' ', start);
        return start == last ? last : Math.min(end, last);
    }

    private CorpusFormatException malformed(long number, String reason, String line) {
        return new CorpusFormatException(source.name(), number, reason + ": " + Excerpt.of(line));
    }
}
