package dev.fastener.text;

import java.io.IOException;
import java.util.List;

/**
 * One token a line: the token first, or after a number that counts the tokens, the tag last, other columns left out; TAB or spaces
 * between columns. An empty line, one of white space only or a -DOCSTART- line ends a sentence; a line that starts with # and is no
 * token is a comment. Where the first line names the columns (a CSV with word and tag), they are those, and a column that is filled
 * at each sentence's first token parts sentences, too.
 */
final class ColumnParser implements CorpusParser {
    private static final String DOCUMENT_START = "-DOCSTART-";

    /** What stands for a token that its file has lost: no vocabulary has it. */
    private static final String LOST = "\uFFFD";

    private final CorpusSource source;
    private final ColumnLayout layout;
    /** What names the sentence that is being read. */
    private String sentenceMark = "";

    ColumnParser(CorpusSource source) throws IOException {
        this.source = source;
        this.layout = ColumnLayout.of(source);
    }

    @Override
    public void parse(SentenceSink sink) throws IOException {
        sentenceMark = "";
        try (LineReader lines = new LineReader(source)) {
            TaggedSentence sentence = new TaggedSentence(source.name());
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
                } else if (layout.isComment(line)) {
                    sink.problem(ProblemKind.COMMENT_LINE, source.name(), lines.line(), line);
                } else if (layout.header()) {
                    if (lines.line() > 1) {
                        named(line, lines.line(), sentence, sink);
                    }
                } else if (layout.token() > 0) {
                    counted(line, lines.line(), sentence, sink);
                } else {
                    token(line, lines.line(), sentence, sink);
                }
            }
            flush(sentence, sink);
        }
    }

    /** A line of a file whose first line names the columns. */
    private void named(String line, long number, TaggedSentence sentence, SentenceSink sink) {
        List<String> columns = layout.columns(line);
        if (columns.size() <= Math.max(layout.token(), layout.tag())) {
            throw malformed(number, "expected " + layout.usual() + " columns, found " + columns.size(), line);
        }
        if (layout.sentence() >= 0) {
            String mark = columns.get(layout.sentence()).strip();
            if (!mark.isEmpty() && !mark.equals(sentenceMark)) {
                flush(sentence, sink);
                sentenceMark = mark;
            }
        }
        add(columns.get(layout.token()), columns.get(layout.tag()).strip(), number, line, sentence, sink);
    }

    /** A line whose first column counts the tokens. */
    private void counted(String line, long number, TaggedSentence sentence, SentenceSink sink) {
        List<String> columns = layout.columns(line);
        if (columns.size() <= layout.token() + 1) {
            throw malformed(number, "expected a number, a token and a tag, found " + columns.size() + " columns", line);
        }
        if (columns.get(0).indexOf('-') > 0 || columns.get(0).indexOf('.') > 0) {
            return; // CoNLL-U writes a contraction before its words, and words that aren't written
        }
        String last = columns.get(columns.size() - 1);
        if (columns.size() > layout.token() + 2 && !layout.misc()) {
            sink.problem(ProblemKind.EXTRA_COLUMNS, source.name(), number, line);
        }
        add(
                columns.get(layout.token()),
                layout.misc() ? ColumnLayout.miscTag(last) : last,
                number,
                line,
                sentence,
                sink);
    }

    private void add(String token, String label, long number, String line, TaggedSentence sentence, SentenceSink sink) {
        if (label.isEmpty()) {
            throw malformed(number, "a token without a tag", line);
        }
        if (token.isEmpty()) {
            sink.problem(ProblemKind.EMPTY_TOKEN, source.name(), number, line);
        }
        sentence.add(token.isEmpty() ? LOST : token, label, number);
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
            // Without a TAB it is a space that stands for itself, whose separator somebody's editor took away.
            token = separator == '\t' ? LOST : " ";
            if (separator == '\t') {
                sink.problem(ProblemKind.EMPTY_TOKEN, source.name(), number, line);
            }
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
