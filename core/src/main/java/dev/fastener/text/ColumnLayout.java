package dev.fastener.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which columns of a file of columns are the token and the tag, found out from its first lines.
 *
 * @param separator of a line that has a TAB or a comma by name; 0 where each line shows it: a TAB, else spaces
 * @param token number of the token's column, from 0
 * @param tag number of the tag's column, or {@link #LAST}
 * @param sentence number of the column that is empty but at a sentence's start, or {@link #NONE}: then empty lines part sentences
 * @param header whether the first line names the columns
 * @param misc whether tags stand in CoNLL-U's column of miscellanea, as NER=B-PER
 * @param usual how many columns most lines have
 */
record ColumnLayout(char separator, int token, int tag, int sentence, boolean header, boolean misc, int usual) {
    static final int LAST = -1;
    static final int NONE = -1;

    /** CoNLL-U: ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC. */
    private static final int COLUMNS_OF_CONLLU = 10;

    private static final int SAMPLE_LINES = 500;
    private static final int FEWEST_LINES = 3;

    private static final Pattern TOKEN_NAME = Pattern.compile("word|words|token|tokens|form|char|character");
    private static final Pattern TAG_NAME = Pattern.compile("tag|tags|label|labels|ner|ner_tag|ner_tags|bio");
    private static final Pattern SENTENCE_NAME =
            Pattern.compile("sentence ?#|sentence[_ ]?id|sentence|sent[_ ]?id|doc[_ ]?id");
    private static final Pattern MISC = Pattern.compile("(?:^|\\|)(?:NER|ner|BIO|NE)=([^|]+)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}([-.]\\d{1,9})?");

    static ColumnLayout of(CorpusSource source) throws IOException {
        List<List<String>> sample = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try (LineReader reader = new LineReader(source)) {
            for (String line = reader.next(); line != null && lines.size() < SAMPLE_LINES; line = reader.next()) {
                lines.add(line);
            }
        }
        Optional<ColumnLayout> named = lines.isEmpty() ? Optional.empty() : named(lines.get(0));
        if (named.isPresent()) {
            return named.get();
        }
        Map<Integer, Integer> counts = new HashMap<>();
        for (String line : lines) {
            List<String> columns = line.isBlank() ? List.of() : split(line, (char) 0);
            sample.add(columns);
            if (!line.startsWith("#") && !columns.isEmpty()) {
                counts.merge(columns.size(), 1, Integer::sum);
            }
        }
        int usual = counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(2);
        boolean indexed = usual > 2 && isIndexed(sample, usual);
        boolean misc = indexed && usual == COLUMNS_OF_CONLLU && sample.stream().anyMatch(ColumnLayout::hasMiscTag);
        return new ColumnLayout((char) 0, indexed ? 1 : 0, LAST, NONE, false, misc, usual);
    }

    /** By a first line that names columns of token and tag. */
    private static Optional<ColumnLayout> named(String line) {
        String text = line.startsWith("\uFEFF") ? line.substring(1) : line;
        char separator =
                text.indexOf('\t') >= 0 ? '\t' : text.indexOf(',') >= 0 ? ',' : text.indexOf(';') >= 0 ? ';' : 0;
        List<String> names = split(text, separator);
        int token = find(names, TOKEN_NAME);
        int tag = find(names, TAG_NAME);
        boolean isName = separator != 0 && token >= 0 && tag >= 0 && token != tag;
        return isName
                ? Optional.of(
                        new ColumnLayout(separator, token, tag, find(names, SENTENCE_NAME), true, false, names.size()))
                : Optional.empty();
    }

    private static int find(List<String> names, Pattern pattern) {
        for (int i = names.size() - 1; i >= 0; i--) {
            if (pattern.matcher(names.get(i).strip().toLowerCase(Locale.ROOT)).matches()) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the first column counts the tokens: 0 or 1, 2, 3 in each sentence, or on and on; or numbers the sentence. */
    private static boolean isIndexed(List<List<String>> lines, int usual) {
        int seen = 0;
        int counting = 0;
        int repeating = 0;
        int inside = 0;
        long before = -1;
        for (List<String> columns : lines) {
            if (columns.isEmpty()) {
                before = -1;
                continue;
            }
            if (isComment(columns, usual)) {
                continue;
            }
            if (columns.size() != usual || !NUMBER.matcher(columns.get(0)).matches()) {
                return false;
            }
            if (columns.get(0).indexOf('-') > 0 || columns.get(0).indexOf('.') > 0) {
                continue; // CoNLL-U's contractions, and words that aren't written
            }
            long number = Long.parseLong(columns.get(0));
            seen++;
            if (before >= 0) {
                inside++;
                counting += number == before + 1 ? 1 : 0;
                repeating += number == before ? 1 : 0;
            }
            before = number;
        }
        return seen >= FEWEST_LINES && inside > 0 && (counting == inside || repeating == inside);
    }

    /** Whether the file shows what its columns are, so that no line need end with a tag. */
    boolean isTold() {
        return header || misc;
    }

    /** Whether a line is a comment: it starts with # and hasn't as many columns as the others with a tag as the last. */
    boolean isComment(String line) {
        if (header || !line.startsWith("#")) {
            return false;
        }
        return isComment(split(line, (char) 0), usual);
    }

    private static boolean isComment(List<String> columns, int usual) {
        return columns.get(0).startsWith("#")
                && (columns.size() != usual || !FormatDetector.isTag(columns.get(columns.size() - 1)));
    }

    private static boolean hasMiscTag(List<String> columns) {
        return columns.size() == COLUMNS_OF_CONLLU
                && MISC.matcher(columns.get(COLUMNS_OF_CONLLU - 1)).find();
    }

    /** The tag in CoNLL-U's last column; outside where it names none. */
    static String miscTag(String misc) {
        Matcher matcher = MISC.matcher(misc);
        return matcher.find() ? matcher.group(1) : "O";
    }

    /** A line's columns. */
    List<String> columns(String line) {
        return split(line, separator);
    }

    /** By a separator, quotes around a column that holds one; by TAB or else spaces where it is 0. */
    private static List<String> split(String line, char separator) {
        List<String> columns = new ArrayList<>();
        if (separator == 0) {
            String pattern = line.indexOf('\t') >= 0 ? "\t" : " +";
            for (String column : line.strip().isEmpty() ? new String[] {line} : line.split(pattern, -1)) {
                columns.add(column);
            }
            while (columns.size() > 1 && columns.get(columns.size() - 1).isEmpty()) {
                columns.remove(columns.size() - 1);
            }
            return columns;
        }
        StringBuilder column = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean isDoubled = quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"';
            if (isDoubled) {
                column.append(c);
                i++;
            } else if (c == '"' && (quoted || column.length() == 0) && separator != '\t') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                columns.add(column.toString());
                column.setLength(0);
            } else {
                column.append(c);
            }
        }
        columns.add(column.toString());
        return columns;
    }
}
