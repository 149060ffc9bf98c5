package dev.fastener.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A way to write labelled sentences into files; docs/formats.md shows each. */
public enum CorpusFormat {
    /** One token a line, token first and tag last, an empty line between sentences. */
    COLUMNS("token<TAB>tag lines"),
    /** One sentence a line: {@code 华\B_ORG 东\M_ORG}. */
    INLINE("one sentence a line, token\\tag"),
    /** Two files of equal line numbers: sentences and tags. */
    PAIR("a file of sentences and a file of tags"),
    /** JSON records that hold tokens and tags. */
    TOKENS("JSON records with tokens and tags"),
    /** JSON records that hold a text and a list of character spans. */
    SPANS("JSON records with a text and named spans"),
    /** Doccano's exports: {@code label}, {@code labels}, {@code entities} or {@code annotations}. */
    DOCCANO("Doccano JSON Lines"),
    /** Label Studio's JSON export, full or minimal. */
    LABEL_STUDIO("Label Studio JSON"),
    /** CLUENER's {@code label: {type: {surface: [[start, end]]}}}. */
    CLUENER("CLUENER JSON Lines"),
    /** A folder of {@code .txt} and {@code .ann} files, or one such pair. */
    BRAT("brat standoff");

    private final String description;

    CorpusFormat(String description) {
        this.description = description;
    }

    /** What it looks like, in a few words. */
    public String description() {
        return description;
    }

    /** Whether it labels tokens; the others label spans of a text. */
    public boolean isTagged() {
        return this == COLUMNS || this == INLINE || this == PAIR || this == TOKENS;
    }

    boolean isJson() {
        return switch (this) {
            case TOKENS, SPANS, DOCCANO, LABEL_STUDIO, CLUENER -> true;
            case COLUMNS, INLINE, PAIR, BRAT -> false;
        };
    }

    /** The name on the command line: "label-studio". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The format of a command-line name. */
    public static Optional<CorpusFormat> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(CorpusFormat::toString).collect(Collectors.joining(", "));
    }
}
