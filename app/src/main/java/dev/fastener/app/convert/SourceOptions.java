package dev.fastener.app.convert;

import dev.fastener.app.UnitConverter;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.LongTexts;
import dev.fastener.model.TextRules.Side;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a source's file doesn't hold, as options of the command. */
final class SourceOptions {
    @Option(
            names = "--vocab",
            paramLabel = "[NAME=]FILE",
            description =
                    "From characters to ids: JSON, text, a Keras Tokenizer's JSON or a pickle of plain data; the"
                            + " usual names beside the model are found. For a model of several inputs, one for each by its name.")
    List<String> vocabularies = List.of();

    @Option(
            names = "--feature",
            paramLabel = "NAME=UNIT",
            description =
                    "What input NAME of several looks up at each step: character, word, or bigram, the step joined"
                            + " with the one after it.")
    List<String> features = List.of();

    @Option(names = "--tags", paramLabel = "FILE", description = "The tags in the order of training; likewise.")
    @Nullable
    Path tags;

    @Option(names = "--max-len", paramLabel = "N", defaultValue = "0", description = "Length that the source pads to.")
    int maxLength;

    @Option(
            names = "--padding",
            paramLabel = "SIDE",
            description = "pre or post, as pad_sequences(padding=...) had it; its default is pre.")
    @Nullable
    Side padding;

    @Option(names = "--truncating", paramLabel = "SIDE", description = "pre or post, likewise.")
    @Nullable
    Side truncating;

    @Option(
            names = "--long",
            paramLabel = "RULE",
            description =
                    "What becomes of texts longer than --max-len: split (the default), or cut as the source does.")
    LongTexts longTexts = LongTexts.SPLIT;

    @Option(
            names = "--mask-zero",
            negatable = true,
            description = "Whether Embedding(mask_zero=...) was true, where the file doesn't say.")
    @Nullable
    Boolean maskZero;

    @Option(
            names = "--keras",
            paramLabel = "VERSION",
            description =
                    "The Keras that runs the source, where it isn't the one that wrote its file: from 3.16 on a mask ends"
                            + " after the first recurrent layer.")
    @Nullable
    String keras;

    @Option(names = "--pads", paramLabel = "RULE", description = "source (the default) or none: compute without pads.")
    @Nullable
    String pads;

    @Option(
            names = "--pad-id",
            paramLabel = "N",
            description = "Id that fills up, -1 for none; 0 unless given or found.")
    @Nullable
    Integer padId;

    @Option(
            names = "--unk",
            paramLabel = "ID|TOKEN|skip",
            description = "Id or token of unknown characters, or skip where they were dropped.")
    @Nullable
    String unknown;

    @Option(names = "--lower", description = "Text was lower-cased.")
    boolean lowercase;

    @Option(names = "--digits", paramLabel = "0", description = "Each digit was looked up as 0.")
    @Nullable
    String digits;

    @Option(
            names = "--crf",
            paramLabel = "none",
            description = "none: each step takes its best tag, whatever CRF the source had.")
    @Nullable
    String crf;

    @Option(
            names = "--crf-sign",
            paramLabel = "SIGN",
            description =
                    "scores or energies: whether the CRF of weights without a configuration looks for the most, as"
                            + " TensorFlow Addons' does, or for the least, as keras_contrib's.")
    @Nullable
    String crfSign;

    @Option(
            names = "--transitions",
            paramLabel = "FILE",
            description = "Transitions [tags, tags] of the CRF, .npy or .npz, where the model's file lacks them.")
    @Nullable
    Path transitions;

    @Option(
            names = "--fit-crf",
            paramLabel = "CORPUS",
            description =
                    "Learn the transitions from labelled text, where the model's file lacks them; the network stays as"
                            + " it is.")
    @Nullable
    Path fitCrf;

    @Option(
            names = "--signature",
            paramLabel = "FILE",
            description =
                    "Names of the source's inputs and outputs for its clients, where they aren't those in its file: what"
                            + " TensorFlow Serving answers to GET /v1/models/NAME/metadata (JSON).")
    @Nullable
    Path signature;

    @Option(names = "--constrain", description = "Leave out moves that the tag scheme forbids, as the source doesn't.")
    boolean constrained;

    @Option(
            names = "--unit",
            paramLabel = "NAME",
            converter = UnitConverter.class,
            description =
                    "What a step is: code-point (for c in text), character (with its combining marks), mixed (a run of"
                            + " Latin letters or digits, else a character), white-space (text.split()), or word, whose rules are"
                            + " still found out. Read, recorded or found out unless given.")
    TextRules.@Nullable Unit unit;

    /** Throws an IllegalArgumentException where an option has no such value. */
    void check() {
        require("--crf", crf, "none");
        if ((crf == null ? 0 : 1) + (transitions == null ? 0 : 1) + (fitCrf == null ? 0 : 1) > 1) {
            throw new IllegalArgumentException(
                    "expected one of --crf none, --transitions and --fit-crf, found several");
        }
        if (keras != null && !keras.matches("\\d{1,4}\\.\\d{1,4}\\b.*")) {
            throw new IllegalArgumentException("--keras: expected a version such as 3.16, found " + keras);
        }
        require("--crf-sign", crfSign, "scores", "energies");
        require("--digits", digits, "0");
        require("--pads", pads, "source", "none");
        if (maxLength < 0) {
            throw new IllegalArgumentException("--max-len: expected at least 1, found " + maxLength);
        }
    }

    private static void require(String option, @Nullable String found, String... expected) {
        if (found != null && !List.of(expected).contains(found.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    option + ": expected " + String.join(" or ", expected) + ", found " + found);
        }
    }

    /** The files that --vocab may name: all of a value, or what follows an input's name. */
    List<Path> vocabularyFiles() {
        return vocabularies.stream()
                .flatMap(given -> Stream.of(given, given.substring(given.indexOf('=') + 1)))
                .map(Path::of)
                .toList();
    }
}
