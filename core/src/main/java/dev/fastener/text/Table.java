package dev.fastener.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A table with a token a row and names above its columns, as pandas and Kaggle's NER set have it: CSV with commas or
 * semicolons, quoted by RFC 4180 within a line, or TAB-separated. A sentence ends where its column names another one, and at
 * an empty row.
 */
final class Table implements CorpusParser {
    private static final List<String> TOKEN_NAMES =
            List.of("word", "token", "form", "words", "tokens", "char", "character", "text");
    private static final List<String> TAG_NAMES = List.of(
            "ner_tag",
            "ner_tags",
            "ner",
            "ne-coarse-lit",
            "ne",
            "entity",
            "tag",
            "tags",
            "label",
            "labels",
            "iob",
            "bio");
    private static final List<String> SENTENCE_NAMES = List.of(
            "sentence #",
            "sentence#",
            "sentence_id",
            "sentence id",
            "sent_id",
            "sentence_idx",
            "sentence_no",
            "sentence");
    private static final List<String> WHOLE_TEXT_NAMES = List.of("sentence", "text", "tokens", "words");
    private static final int NONE = -1;

    private final CorpusSource source;

    Table(CorpusSource source) {
        this.source = source;
    }

    /** Where the columns are; the line of the header. */
    private record Header(char delimiter, int width, int token, int tag, int sentence, long line) {}

    static boolean isTable(CorpusSource source) throws IOException {
        try (LineReader lines = new LineReader(source)) {
            return header(lines) != null;
        }
    }

    /** The names above the columns; null where the first line that is no comment holds none. */
    private static @Nullable Header header(LineReader lines) throws IOException {
        String line = lines.next();
        while (line != null && (line.isBlank() || line.startsWith("# "))) {
            line = lines.next();
        }
        if (line == null || line.length() > 1000) {
            return null;
        }
        char delimiter = line.indexOf('\t') >= 0 ? '\t' : line.indexOf(',') >= 0 ? ',' : ';';
        List<String> fields = fields(line, delimiter);
        if (fields == null || fields.size() < 2 || TagNames.isCapital(fields.get(fields.size() - 1))) {
            return null;
        }
        List<String> names = fields.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        int tag = column(names, TAG_NAMES, NONE);
        int token = column(names, TOKEN_NAMES, tag);
        int sentence = column(names, SENTENCE_NAMES, token);
        if (tag != NONE && token == NONE) {
            token = column(names, WHOLE_TEXT_NAMES, tag);
        }
        return tag == NONE || token == NONE
                ? null
                : new Header(delimiter, names.size(), token, tag, sentence == token ? NONE : sentence, lines.line());
    }

    private static int column(List<String> names, List<String> wanted, int other) {
        for (String name : wanted) {
            int at = names.indexOf(name);
            if (at >= 0 && at != other) {
                return at;
            }
        }
        return NONE;
    }

    @Override
    public void parse(SentenceSink sink) throws IOException {
        try (LineReader lines = new LineReader(source)) {
            Header header = header(lines);
            if (header == null) {
                throw new CorpusFormatException(source.name(), 1, "expected names of columns, as at the first reading");
            }
            TaggedSentence sentence = new TaggedSentence(source.name());
            String current = "";
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (isComment(line, header)) {
                    sink.problem(ProblemKind.COMMENT_LINE, source.name(), lines.line(), line);
                    continue;
                }
                List<String> row = line.isBlank() ? List.of() : row(line, header, lines.line());
                if (row.stream().allMatch(String::isEmpty)) {
                    flush(sentence, sink);
                    continue;
                }
                String number = header.sentence() == NONE ? "" : row.get(header.sentence());
                if (!number.isEmpty() && !number.equals(current)) {
                    flush(sentence, sink);
                    current = number;
                }
                token(row, header, lines.line(), sentence);
                if (header.width() > (header.sentence() == NONE ? 2 : 3)) {
                    sink.problem(ProblemKind.EXTRA_COLUMNS, source.name(), lines.line(), line);
                }
            }
            flush(sentence, sink);
        }
    }

    /** A line that starts with # and is no row. */
    private static boolean isComment(String line, Header header) {
        if (!line.startsWith("#")) {
            return false;
        }
        List<String> fields = fields(line, header.delimiter());
        return fields == null || fields.size() != header.width();
    }

    private List<String> row(String line, Header header, long number) {
        List<String> row = fields(line, header.delimiter());
        if (row == null) {
            throw malformed(number, "a quote that isn't closed on its line", line);
        }
        if (row.size() != header.width()) {
            throw malformed(
                    number,
                    "expected " + header.width() + " columns as in the names of line " + header.line() + ", found "
                            + row.size(),
                    line);
        }
        return row;
    }

    private void token(List<String> row, Header header, long number, TaggedSentence sentence) {
        String token = row.get(header.token());
        String label = row.get(header.tag()).strip();
        if (label.isEmpty()) {
            throw malformed(number, "a token without a tag", token);
        }
        if (label.startsWith("[") || (label.indexOf(' ') > 0 && token.indexOf(' ') > 0)) {
            throw malformed(
                    number,
                    "a table with a whole sentence in a row; expected a token and its tag in each. With Python:"
                            + " for t, g in zip(row.tokens, row.tags): print(t, g, sep='\\t'), an empty line after"
                            + " each sentence; found",
                    label);
        }
        if (token.isEmpty()) {
            sentence.addWithoutToken(label, number);
        } else {
            sentence.add(token, label, number);
        }
    }

    private static void flush(TaggedSentence sentence, SentenceSink sink) {
        if (sentence.size() > 0) {
            sink.tagged(sentence);
            sentence.clear();
        }
    }

    /**
     * The fields of a line; null where a quote isn't closed. Between TABs a quote that nothing closes is a character: not
     * everybody quotes there.
     */
    private static @Nullable List<String> fields(String line, char delimiter) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (true) {
            StringBuilder quoted = new StringBuilder();
            int end = at < line.length() && line.charAt(at) == '"' ? unquote(line, at, delimiter, quoted) : NONE;
            if (end == NONE && at < line.length() && line.charAt(at) == '"' && delimiter != '\t') {
                return null;
            }
            if (end == NONE) {
                end = line.indexOf(delimiter, at) < 0 ? line.length() : line.indexOf(delimiter, at);
                fields.add(line.substring(at, end));
            } else {
                fields.add(quoted.toString());
            }
            if (end == line.length()) {
                return fields;
            }
            at = end + 1;
        }
    }

    /** Fills {@code field} with the quoted field at {@code at}; gives the place behind its last quote, NONE without one. */
    private static int unquote(String line, int at, char delimiter, StringBuilder field) {
        for (int i = at + 1; i < line.length(); i++) {
            if (line.charAt(i) != '"') {
                field.append(line.charAt(i));
            } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else {
                return i + 1 == line.length() || line.charAt(i + 1) == delimiter ? i + 1 : NONE;
            }
        }
        return NONE;
    }

    private CorpusFormatException malformed(long number, String reason, String found) {
        return new CorpusFormatException(source.name(), number, reason + ": " + Excerpt.of(found));
    }
}
