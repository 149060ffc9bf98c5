package dev.fastener.text;

import java.io.IOException;

/**
 * One token a line; TAB or spaces between columns. The token stands first and the tag last unless {@link ColumnLayout} finds
 * them elsewhere. An empty line, one of white space only or a -DOCSTART- line ends a sentence; comment lines are left out.
 */
final class ColumnParser implements CorpusParser {
    private static final String DOCUMENT_START = "-DOCSTART-";

    private final CorpusSource source;
    private final ColumnLayout layout;

    ColumnParser(CorpusSource source, ColumnLayout layout) {
        this.source = source;
        this.layout = layout;
    }

    @Override
    public void parse(SentenceSink sink) throws IOException {
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
                } else if (layout.isTelling()) {
                    row(line, lines.line(), sentence, sink);
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

    /** A row whose token and tag stand where the layout says. */
    private void row(String line, long number, TaggedSentence sentence, SentenceSink sink) {
        String[] columns = ColumnLayout.columns(line);
        if (layout.indexed() && ColumnLayout.isNoToken(columns[0])) {
            sink.problem(ProblemKind.LEFT_OUT_ROW, source.name(), number, line);
            return;
        }
        if (layout.indexed() && !ColumnLayout.isIndex(columns[0])) {
            throw malformed(number, "expected the token's number in the first column, as in the rows before", line);
        }
        int last = columns.length - 1;
        int tagColumn = layout.tag() == ColumnLayout.Tag.LAST ? last : layout.tagColumn();
        if (Math.max(layout.token(), tagColumn) > last || layout.token() == tagColumn) {
            throw malformed(
                    number, "expected " + layout.width() + " columns as in most rows, found " + columns.length, line);
        }
        String cell = columns[tagColumn].strip();
        String label = layout.tag() == ColumnLayout.Tag.MISC ? ColumnLayout.miscTag(cell) : cell;
        if (label.isEmpty()) {
            throw malformed(number, "a token without a tag", line);
        }
        if (columns.length > (layout.indexed() ? 3 : 2)) {
            sink.problem(ProblemKind.EXTRA_COLUMNS, source.name(), number, line);
        }
        if (columns[layout.token()].isEmpty()) {
            sentence.addWithoutToken(label, number);
        } else {
            sentence.add(columns[layout.token()], label, number);
        }
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
        if (first < last) {
            sink.problem(ProblemKind.EXTRA_COLUMNS, source.name(), number, line);
        }
        if (token.isEmpty()) {
            if (separator == '\t') {
                sentence.addWithoutToken(label, number);
                return;
            }
            // A space that stands for itself, whose separator somebody's editor took away.
            token = " ";
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
