package dev.fastener.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in the rows of a columns file the token and the tag stand; found out from the first rows.
 *
 * @param token column of the token, from 0
 * @param tag where the tag is
 * @param tagColumn column of the tag, from 0; without meaning where {@code tag} is LAST
 * @param indexed whether the first column counts the tokens of each sentence
 * @param width columns that most rows have; 0 where all rows start with #: then none is a comment
 * @param tabs whether TAB stands between the columns of most rows, else spaces do
 */
record ColumnLayout(int token, Tag tag, int tagColumn, boolean indexed, int width, boolean tabs) {
    /** Where the tag of a row is. */
    enum Tag {
        LAST,
        /** In the column of that number. */
        COLUMN,
        /** Among the column's "NER=B-PER|SpaceAfter=No": CoNLL-U. */
        MISC
    }

    private static final int SAMPLE_LINES = 2000;
    /** Lines may be long: what is kept of them is bounded. */
    private static final int SAMPLE_CHARS = 1 << 22;

    private static final double NEARLY_ALL = 0.95;
    private static final int CONLLU_COLUMNS = 10;
    /** Fewer numbers are tokens that happen to be ones. */
    private static final int MIN_NUMBERS = 20;

    private static final String GLOBAL_COLUMNS = "# global.columns =";
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");
    private static final Pattern NO_TOKEN = Pattern.compile("[0-9]{1,9}[-.][0-9]{1,9}");
    private static final Pattern MISC_TAG = Pattern.compile("(?i)(?:.*\\|)?(?:NER|NE|Entity)=([^|]*)(?:\\|.*)?");

    /**
     * @throws CorpusFormatException where the rows are known to be of a format that holds no token or no tag
     */
    static ColumnLayout of(CorpusSource source) throws IOException {
        Sample sample = new Sample(source);
        if (sample.rows.isEmpty()) {
            return new ColumnLayout(0, Tag.LAST, 0, false, 0, true);
        }
        int width = sample.usualWidth();
        if (!sample.names.isEmpty()) {
            return named(source, sample);
        }
        boolean indexed = width >= 3 && sample.isIndexed();
        if (indexed && width == CONLLU_COLUMNS && sample.share(row -> TagNames.isTag(row[row.length - 1])) < 0.5) {
            return conllu(source, sample);
        }
        if (indexed) {
            return new ColumnLayout(1, Tag.LAST, 0, true, width, sample.hasTabs());
        }
        if (width >= 3
                && sample.rows.size() >= MIN_NUMBERS
                && sample.share(row -> INDEX.matcher(row[0]).matches()) == 1) {
            throw new CorpusFormatException(
                    source.name(),
                    sample.firstLine,
                    "the first column of " + sample.rows.size()
                            + " rows is a number that doesn't count the tokens: a sentence's number?"
                            + " Expected the token there, and an empty line between sentences. Make it so with: "
                            + "awk -F'\\t' '$1!=p{print \"\"} {p=$1; print $2\"\\t\"$NF}' FILE");
        }
        if (width == 2
                && sample.share(row -> TagNames.isCapital(row[0])) >= NEARLY_ALL
                && sample.share(row -> TagNames.isCapital(row[row.length - 1])) < 0.5) {
            return new ColumnLayout(1, Tag.COLUMN, 0, false, width, sample.hasTabs());
        }
        return new ColumnLayout(0, Tag.LAST, 0, false, width, sample.hasTabs());
    }

    /** Whether nothing but the usual layout would read the rows. */
    boolean isTelling() {
        return tag != Tag.LAST || indexed;
    }

    private static ColumnLayout named(CorpusSource source, Sample sample) {
        int token = sample.names.indexOf("FORM");
        int tag = -1;
        for (int i = 0; i < sample.names.size() && tag < 0; i++) {
            tag = sample.names.get(i).toUpperCase(Locale.ROOT).matches("(.*[:_-])?(NER|NE|ENTITY|NERTAG|NER_TAG)")
                    ? i
                    : -1;
        }
        boolean indexed = sample.names.get(0).equals("ID");
        if (token >= 0 && tag >= 0) {
            return new ColumnLayout(token, Tag.COLUMN, tag, indexed, sample.names.size(), true);
        }
        int misc = sample.names.indexOf("MISC");
        if (token >= 0 && misc >= 0 && sample.hasMiscTags(misc)) {
            return new ColumnLayout(token, Tag.MISC, misc, indexed, sample.names.size(), true);
        }
        throw new CorpusFormatException(
                source.name(),
                0,
                "CoNLL-U Plus: expected FORM and a column of tags whose name ends with NER, NE or ENTITY, or NER=B-PER in"
                        + " MISC, found the columns " + sample.names);
    }

    private static ColumnLayout conllu(CorpusSource source, Sample sample) {
        int misc = CONLLU_COLUMNS - 1;
        if (sample.hasMiscTags(misc)) {
            return new ColumnLayout(1, Tag.MISC, misc, true, CONLLU_COLUMNS, true);
        }
        boolean brackets = sample.share(row -> row[row.length - 1].contains("Entity=(")) > 0;
        throw new CorpusFormatException(
                source.name(),
                sample.firstLine,
                "CoNLL-U without tags: expected NER=B-PER (or NE=, Entity=) in the last column, MISC, found "
                        + (brackets
                                ? "CorefUD's brackets, Entity=(...): make tags of them first"
                                : "none in the first " + sample.rows.size() + " rows"));
    }

    /** Columns of a row. */
    static String[] columns(String row) {
        return row.indexOf('\t') >= 0 ? row.split("\t", -1) : SPACES.split(row.strip(), -1);
    }

    /** Whether a row of an indexed file is no token of its own: "3-4" spans two tokens, "3.1" isn't in the text. */
    static boolean isNoToken(String index) {
        return NO_TOKEN.matcher(index).matches();
    }

    static boolean isIndex(String index) {
        return INDEX.matcher(index).matches();
    }

    /** The tag in a MISC column; "O" where there is none. */
    static String miscTag(String misc) {
        Matcher tag = MISC_TAG.matcher(misc);
        return tag.matches() ? tag.group(1) : "O";
    }

    /**
     * Whether a line that starts with # is a comment: its last column is no tag, or it has another number of columns than
     * the rows. Where a text follows the # at once ("#tag"), both must hold: that may be a token whose tag is mistyped.
     */
    boolean isComment(String line) {
        if (width == 0 || line.isEmpty() || line.charAt(0) != '#') {
            return false;
        }
        String[] columns = tabs ? line.split("\t", -1) : SPACES.split(line.strip(), -1);
        boolean otherWidth = columns.length != width;
        boolean noTag = !TagNames.isTag(columns[columns.length - 1].strip());
        boolean alone = line.length() == 1 || Character.isWhitespace(line.charAt(1));
        return alone ? noTag && tag == Tag.LAST || otherWidth : otherWidth && noTag;
    }

    /** The first rows of a file. */
    private static final class Sample {
        private final List<String[]> rows = new ArrayList<>();
        /** By row: whether a sentence starts there. */
        private final List<Boolean> starts = new ArrayList<>();

        private List<String> names = List.of();
        private long firstLine;
        private int tabs;

        Sample(CorpusSource source) throws IOException {
            try (LineReader lines = new LineReader(source)) {
                boolean start = true;
                int chars = 0;
                for (String line = lines.next(); line != null && lines.line() <= SAMPLE_LINES; line = lines.next()) {
                    chars += line.length();
                    if (chars > SAMPLE_CHARS) {
                        break;
                    }
                    if (line.startsWith(GLOBAL_COLUMNS)) {
                        names = List.of(SPACES.split(
                                line.substring(GLOBAL_COLUMNS.length()).strip()));
                    } else if (line.isBlank() || line.startsWith("-DOCSTART-")) {
                        start = true;
                    } else if (line.charAt(0) != '#') {
                        firstLine = firstLine == 0 ? lines.line() : firstLine;
                        rows.add(columns(line));
                        tabs += line.indexOf('\t') >= 0 ? 1 : 0;
                        starts.add(start);
                        start = false;
                    }
                }
            }
        }

        boolean hasTabs() {
            return 2 * tabs > rows.size();
        }

        int usualWidth() {
            Map<Integer, Integer> counts = new HashMap<>();
            rows.forEach(row -> counts.merge(row.length, 1, Integer::sum));
            return counts.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
        }

        double share(Predicate<String[]> rule) {
            return rows.stream().filter(rule).count() / (double) rows.size();
        }

        boolean hasMiscTags(int misc) {
            return rows.stream()
                    .anyMatch(row -> row.length > misc
                            && row[misc].contains("=")
                            && !miscTag(row[misc]).equals("O")
                            && TagNames.isTag(miscTag(row[misc])));
        }

        /** Whether the first column counts: one more in each row, anew from 0 or 1 in a sentence or on through the file. */
        boolean isIndexed() {
            long before = -1;
            int counted = 0;
            for (int i = 0; i < rows.size(); i++) {
                String index = rows.get(i)[0];
                if (isNoToken(index)) {
                    continue;
                }
                if (!isIndex(index)) {
                    return false;
                }
                long number = Long.parseLong(index);
                boolean anew = starts.get(i) && number <= 1;
                if (!anew && number != before + 1 && !(counted == 0 && number <= 1)) {
                    return false;
                }
                before = number;
                counted++;
            }
            return counted >= 2;
        }
    }
}
