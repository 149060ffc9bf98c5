package dev.fastener.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells the formats apart by the first lines of a file. */
final class FormatDetector {
    private static final int SAMPLE_LINES = 500;
    private static final Pattern WHITE_SPACE = Pattern.compile("[ \t]+");

    private FormatDetector() {}

    /** Lines that show a format which isn't read, and the way on. */
    private enum Foreign {
        WEBANNO(
                "#FORMAT=WebAnno TSV.*",
                "WebAnno TSV 3: export it as CoNLL 2002 from INCEpTION or WebAnno; or, for one layer of plain values in the"
                        + " fourth column: awk -F'\\t' '/^[0-9]+-[0-9]+\\t/{t=$4; p=\"B-\"; if(t==\"_\"||t==\"*\"){print"
                        + " $3\"\\tO\";l=\"\";next} if(t==l&&t~/\\[/)p=\"I-\"; l=t; sub(/\\[.*/,\"\",t); print $3\"\\t\"p t;next}"
                        + " {print \"\";l=\"\"}' FILE > FILE.conll"),
        WORDS_AND_TYPES(
                "(?:\\S{1,50}/(?:o|O|n[a-z]{0,2}|[a-z]{1,2})\\s+){2,}.*",
                "words with a part of speech or a type behind a slash (People's Daily, MSRA's first form): make characters of"
                        + " them with python3 -c \"import sys; N={'nr':'PER','ns':'LOC','nt':'ORG'}; [print('\\n'.join(c+'\\t'"
                        + "+('O' if t not in N else 'BI'[i>0]+'-'+N[t]) for w,t in (x.rsplit('/',1) for x in l.split() if '/' in"
                        + " x) for i,c in enumerate(w))+'\\n') for l in sys.stdin]\" < FILE > FILE.conll"),
        XML("<\\?xml.*|<[A-Za-z_][A-Za-z0-9_.:-]*( [^<>]*)?>.*", "XML: write a text and its spans as JSON first");

        private final Pattern line;
        private final String name;

        Foreign(String line, String name) {
            this.line = Pattern.compile(line);
            this.name = name;
        }
    }

    static CorpusFormat detect(CorpusSource source) throws IOException {
        if (looksLikeJson(source)) {
            return JsonCorpusParser.formatOf(source);
        }
        if (Table.isTable(source) || ColumnLayout.of(source).tag() != ColumnLayout.Tag.LAST) {
            return CorpusFormat.COLUMNS;
        }
        int columns = 0;
        int inline = 0;
        int small = 0;
        int smallInline = 0;
        int marked = 0;
        int all = 0;
        String firstLine = "";
        try (LineReader lines = new LineReader(source)) {
            for (String line = lines.next(); line != null && lines.line() <= SAMPLE_LINES; line = lines.next()) {
                if (line.isBlank()) {
                    continue;
                }
                if (firstLine.isEmpty()) {
                    firstLine = line;
                }
                all++;
                if (MarkedTextParser.hasMark(line)) {
                    marked++;
                }
                if (isInline(line, TagNames::isCapital)) {
                    inline++;
                } else if (isColumns(line, TagNames::isCapital)) {
                    columns++;
                } else if (isColumns(line, TagNames::isSmall)) {
                    small++;
                } else if (isInline(line, TagNames::isSmall)) {
                    smallInline++;
                }
            }
        }
        if (firstLine.isEmpty()) {
            throw new CorpusFormatException(source.name(), 0, "holds no line with text; expected labelled sentences");
        }
        // Prose may end with a word like "o": only a majority speaks for small letters.
        if (columns == 0 && inline == 0 && 2 * small > all) {
            return CorpusFormat.COLUMNS;
        }
        if (smallInline > 0 && smallInline == all) {
            return CorpusFormat.INLINE;
        }
        if (columns == 0 && inline == 0 && marked > 0) {
            return CorpusFormat.SPANS;
        }
        if (columns == 0 && inline == 0) {
            for (Foreign foreign : Foreign.values()) {
                if (foreign.line.matcher(firstLine).matches()) {
                    throw new CorpusFormatException(source.name(), 0, foreign.name);
                }
            }
            throw new CorpusFormatException(
                    source.name(),
                    0,
                    "can't tell its format: no line ends with a tag like B-ORG or O, the first is "
                            + Excerpt.of(firstLine) + "; name it with --format (" + CorpusFormat.names()
                            + "), or its tags' file with --tags");
        }
        return inline > columns ? CorpusFormat.INLINE : CorpusFormat.COLUMNS;
    }

    /** A bracket with what JSON has after it; "{ O" is a token and its tag. The whole file may be one line. */
    static boolean looksLikeJson(CorpusSource source) throws IOException {
        char first = 0;
        char[] chars = new char[4096];
        try (DecodedText text = source.open()) {
            for (int read = text.read(chars); read > 0; read = text.read(chars)) {
                for (int i = 0; i < read; i++) {
                    if (Chars.isWhiteSpace(chars[i])) {
                        continue;
                    }
                    if (first != 0) {
                        return (first == '{' ? "\"}" : "{[\"]").indexOf(chars[i]) >= 0;
                    }
                    first = chars[i];
                    if (first != '{' && first != '[') {
                        return false;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isInline(String line, Predicate<String> isTag) {
        for (String item : WHITE_SPACE.split(line.strip(), 0)) {
            int at = InlineParser.delimiter(item);
            if (at < 0 || !isTag.test(item.substring(at + 1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isColumns(String line, Predicate<String> isTag) {
        String[] columns = WHITE_SPACE.split(line, -1);
        int last = columns.length - 1;
        while (last > 0 && columns[last].isEmpty()) {
            last--;
        }
        return last > 0 && isTag.test(columns[last]);
    }

    /** The tags of a sentences file, by its name: words.txt and tags.txt, x.words.txt and x.tags.txt; null without. */
    static @Nullable Path tagsBeside(Path sentences) {
        Path file = sentences.getFileName();
        if (file == null) {
            return null;
        }
        String name = file.toString();
        Path written = CorpusWriter.file(sentences, CorpusFormat.PAIR, CorpusWriter.Part.LABELS);
        if (Files.isRegularFile(written)) {
            return written;
        }
        for (String word : new String[] {"sentences", "sentence", "words", "tokens", "text"}) {
            for (String tag : new String[] {"tags", "labels"}) {
                String other = name.replaceFirst("\\b" + word + "\\b", tag);
                if (!other.equals(name) && Files.isRegularFile(sentences.resolveSibling(other))) {
                    return sentences.resolveSibling(other);
                }
            }
        }
        return null;
    }
}
