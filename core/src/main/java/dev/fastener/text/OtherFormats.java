package dev.fastener.text;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Formats of corpora that aren't read: refused by their names, with what makes one of ours. */
final class OtherFormats {
    private static final Pattern BRACKETS = Pattern.compile("(?:^|.*\\|)Entity=\\(.*");
    private static final int SAMPLE_LINES = 200;

    private OtherFormats() {}

    /** @throws CorpusFormatException where the file's name is that of one of them */
    static void requireNoneByName(CorpusSource source) throws IOException {
        String name = source.name().toLowerCase(Locale.ROOT);
        String ending = name.substring(Math.max(0, name.lastIndexOf('.')));
        switch (ending) {
            case ".parquet" ->
                throw refused(
                        source,
                        "Parquet",
                        "pd.read_parquet(FILE).to_json(\"corpus.jsonl\", orient=\"records\", lines=True)");
            case ".arrow", ".feather" ->
                throw refused(source, "Arrow", "datasets.load_from_disk(FOLDER)[\"train\"].to_json(\"corpus.jsonl\")");
            case ".xlsx", ".xls" ->
                throw refused(
                        source,
                        "Excel",
                        "pd.read_excel(FILE).to_csv(\"corpus.csv\", index=False), with columns called word and tag");
            case ".spacy" ->
                throw refused(
                        source,
                        "spaCy DocBin",
                        "for each doc of DocBin().from_disk(FILE).get_docs(nlp.vocab) a line json.dumps({\"text\": doc.text,"
                                + " \"entities\": [[e.start_char, e.end_char, e.label_] for e in doc.ents]})");
            case ".pkl", ".pickle" ->
                throw refused(
                        source, "pickle", "a line json.dumps({\"tokens\": tokens, \"tags\": tags}) for each sentence");
            default -> {} // by its lines, if at all
        }
    }

    /** @throws CorpusFormatException where the first lines are those of one of them */
    static void requireNoneByLines(CorpusSource source) throws IOException {
        try (LineReader lines = new LineReader(source)) {
            for (String line = lines.next(); line != null && lines.line() <= SAMPLE_LINES; line = lines.next()) {
                if (lines.line() == 1 && line.startsWith("#FORMAT=WebAnno")) {
                    throw refused(
                            source,
                            "WebAnno TSV",
                            "the export \"CoNLL 2002\" or \"CoNLL 2003\" of INCEpTION or WebAnno, instead of this one");
                }
                int last = line.lastIndexOf('\t');
                if (last > 0 && BRACKETS.matcher(line.substring(last + 1)).matches()) {
                    throw refused(
                            source,
                            "CoNLL-U with entities in brackets (CorefUD)",
                            "a line of token, TAB and tag for each token, from udapi's mentions");
                }
            }
        }
    }

    private static CorpusFormatException refused(CorpusSource source, String format, String way) {
        return new CorpusFormatException(
                source.name(), 0, "is " + format + ", which isn't read; what makes a corpus of it: " + way);
    }
}
