package dev.fastener.evaluation;

import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.SchemeDetector;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import dev.fastener.text.CorpusFormatException;
import dev.fastener.text.LabelledSentence;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Predictions as conlleval reads them: a line for each token, "token gold predicted" with one space between, and an empty
 * line after each sentence.
 */
public final class PredictionFile {
    private static final TagFormat BIO = TagFormat.of(TagScheme.BIO);

    /**
     * What a file scores.
     *
     * @param format in which both columns were read
     */
    public record Scored(EvaluationReport report, TagFormat format) {
        /** Whether entities that break the scheme's rules count: {@link StrictSpans} is lenient in IOB1, IOE1 and IOE2. */
        public boolean isLenient() {
            return StrictSpans.isLenient(format.scheme());
        }
    }

    private PredictionFile() {}

    /** Writes one sentence, its labels in BIO. White space in a token, which the format can't hold, becomes "_". */
    public static void write(Writer out, LabelledSentence sentence, List<EntitySpan> predicted) throws IOException {
        List<String> gold = BIO.labels(sentence.length(), sentence.entities());
        List<String> found = BIO.labels(sentence.length(), predicted);
        for (int i = 0; i < sentence.length(); i++) {
            out.append(sentence.token(i).replaceAll("[\\p{Z}\\s\u0085]", "_"))
                    .append(' ')
                    .append(gold.get(i))
                    .append(' ')
                    .append(found.get(i))
                    .append('\n');
        }
        out.append('\n');
    }

    /**
     * Scores a file: any columns, separated by TAB or spaces, the last two of them gold and predicted. Both columns are read in
     * one scheme: what is predicted with faults must not change what the gold tags mean. Strict figures count faultless entities alone ({@link StrictSpans}, as seqeval's
     * strict mode); conlleval reads the labels as they are.
     *
     * @param scheme null to find it out from the gold column
     * @throws IOException where it can't be read
     * @throws CorpusFormatException where a line has fewer than two columns or labels are no tags
     */
    public static Scored score(Path file, @Nullable TagScheme scheme) throws IOException {
        List<List<String>> golds = new ArrayList<>();
        List<List<String>> founds = new ArrayList<>();
        SchemeDetector detector = new SchemeDetector();
        read(file, golds, founds);
        golds.forEach(detector::add);
        if (golds.isEmpty()) {
            throw new CorpusFormatException(
                    file.toString(), 0, "expected lines of token, gold tag and predicted tag, found none");
        }
        EvaluationReport report = new EvaluationReport();
        try {
            TagFormat format = scheme == null ? detector.detect() : detector.detect(scheme);
            for (int i = 0; i < golds.size(); i++) {
                report.add(
                        StrictSpans.read(golds.get(i), format),
                        StrictSpans.read(founds.get(i), format),
                        golds.get(i),
                        founds.get(i));
            }
            return new Scored(report, format);
        } catch (IllegalArgumentException e) {
            throw new CorpusFormatException(file.toString(), 0, String.valueOf(e.getMessage()));
        }
    }

    private static void read(Path file, List<List<String>> golds, List<List<String>> founds) throws IOException {
        List<String> gold = new ArrayList<>();
        List<String> found = new ArrayList<>();
        long number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    String[] columns = line.strip().split("[ \t]+", 0);
                    if (columns.length < 2) {
                        throw new CorpusFormatException(
                                file.toString(),
                                number,
                                "expected a token, its gold tag and its predicted tag, found \"" + line + "\"");
                    }
                    gold.add(columns[columns.length - 2]);
                    found.add(columns[columns.length - 1]);
                } else if (!gold.isEmpty()) {
                    golds.add(List.copyOf(gold));
                    founds.add(List.copyOf(found));
                    gold.clear();
                    found.clear();
                }
            }
        } catch (CharacterCodingException e) {
            throw new CorpusFormatException(file.toString(), number + 1, "expected UTF-8, found bytes that are not");
        }
        if (!gold.isEmpty()) {
            golds.add(gold);
            founds.add(found);
        }
    }
}
