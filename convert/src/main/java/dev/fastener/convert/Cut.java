package dev.fastener.convert;

import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Segmentation;
import dev.fastener.model.TextRules.Lowercase;
import dev.fastener.model.TextRules.Unit;

/**
 * How a source makes steps of a text and looks them up.
 *
 * @param words what it does, for the certificate: "each code point is a step, white space too"
 */
public record Cut(Segmentation segmentation, Lowercase lowercase, String words) {
    /** What Keras' TextVectorization strips as punctuation. */
    private static final String PUNCTUATION = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'";

    /** What TensorFlow's tf.strings.split takes for white space. */
    private static final String ASCII_WHITE_SPACE = " \t\n\u000B\f\r";

    /** By a unit of ours; code points and what stands between white space as Python has them. */
    public static Cut of(Unit unit) {
        return switch (unit) {
            case CHARACTER -> plain(unit, "a code point with the combining marks that follow it is a step");
            case CODE_POINT ->
                new Cut(
                        Segmentation.codePoints(),
                        Lowercase.NONE,
                        "each code point is a step, combining marks and white space too (for c in text)");
            case MIXED -> plain(unit, "a run of Latin letters or of digits is a step, else a character with its marks");
            case WORD -> plain(unit, "words and punctuation marks are steps, by Fastener's rules");
            case SEPARATED ->
                plain(unit, "what stands between white space is a step, nothing else parts (text.split())");
        };
    }

    private static Cut plain(Unit unit, String words) {
        return new Cut(Segmentation.of(unit), Lowercase.NONE, words);
    }

    /**
     * By Keras' Tokenizer.
     *
     * @param characters char_level: then neither filters nor split count
     * @throws ConversionException where split is no single code point
     */
    public static Cut ofTokenizer(boolean lower, String filters, String split, boolean characters) {
        Lowercase lowercase = lower ? Lowercase.UNICODE : Lowercase.NONE;
        String name = "as Keras' Tokenizer " + (lower ? "(lower): " : "(lower=False): ");
        if (characters) {
            return new Cut(Segmentation.codePoints(), lowercase, name + "each code point is a step (char_level)");
        }
        if (split.codePointCount(0, split.length()) != 1) {
            throw new ConversionException(
                    "Tokenizer: expected split to be one character, found \"" + split + "\"; cut the text before");
        }
        String separators = split + filters.replace(split, "");
        return new Cut(
                new Segmentation(Unit.SEPARATED, lower ? withCapitals(separators) : separators, "", false),
                lowercase,
                name + "split at " + shown(split) + (filters.isEmpty() ? "" : " and at each of " + shown(filters)));
    }

    /**
     * By a layer of the source.
     *
     * @throws ConversionException where it doesn't cut text at all, but gets whole texts
     */
    public static Cut of(SourceText layer) {
        Lowercase lowercase = layer.standardize().lowers() ? Lowercase.ASCII : Lowercase.NONE;
        String removed = layer.standardize().strips() ? PUNCTUATION : "";
        String name =
                "as the layer " + layer.layer() + ": " + (layer.standardize().lowers() ? "A to Z lower-cased, " : "")
                        + (layer.standardize().strips() ? "punctuation taken out, " : "");
        return switch (layer.split()) {
            case WHITESPACE ->
                new Cut(
                        new Segmentation(Unit.SEPARATED, ASCII_WHITE_SPACE, removed, false),
                        lowercase,
                        name + "split at ASCII white space");
            case CHARACTER ->
                new Cut(
                        new Segmentation(Unit.CODE_POINT, "", removed, true),
                        lowercase,
                        name + "each code point is a step, white space too");
            case NONE ->
                throw new ConversionException(
                        "layer " + layer.layer()
                                + ": expected a text to be cut into steps, found split=None, which makes one step of all of it");
        };
    }

    /** This one with all letters lower-cased. */
    public Cut lowercased() {
        return lowercase == Lowercase.UNICODE
                ? this
                : new Cut(segmentation, Lowercase.UNICODE, words + ", in lower case");
    }

    /** What the step itself is as a feature. */
    public FeatureUnit step() {
        return isOfWords() ? FeatureUnit.WORD : FeatureUnit.CHARACTER;
    }

    /** Whether a step is a word rather than a character. */
    public boolean isOfWords() {
        return segmentation.unit().isWord();
    }

    /** Text is lower-cased before it is cut: a capital letter parts where its small one does. */
    private static String withCapitals(String separators) {
        StringBuilder all = new StringBuilder(separators);
        separators
                .codePoints()
                .filter(c -> Character.toUpperCase(c) != c)
                .forEach(c -> all.appendCodePoint(Character.toUpperCase(c)));
        return all.toString();
    }

    private static String shown(String characters) {
        return "\"" + characters.replace("\t", "\\t").replace("\n", "\\n") + "\"";
    }
}
