package dev.fastener.model;

/**
 * How raw text becomes steps and ids; each value as the model was trained with it.
 *
 * @param segmentation how it is cut into steps
 * @param lowercase whether it is lower-cased before it is looked up
 * @param digitsToZero whether each digit is looked up as 0
 * @param fullWidthToHalf whether full-width ASCII (U+FF01 to U+FF5E) is looked up as ASCII
 * @param padSide side on which a batch is filled up
 * @param truncationSide side on which a source with a fixed length cuts
 * @param maxLength longest sequence in steps; 0 where there is no limit
 * @param longTexts what becomes of a text that is longer
 */
public record TextRules(
        Segmentation segmentation,
        Lowercase lowercase,
        boolean digitsToZero,
        boolean fullWidthToHalf,
        PaddingRule padding,
        Side padSide,
        Side truncationSide,
        int maxLength,
        LongTexts longTexts) {

    /** Most steps of a model that sees its pads: all of them are computed, or at least in memory, for each sequence. */
    public static final int LONGEST_WITH_PADS = 1 << 14;

    /** What one step of the sequence is. */
    public enum Unit {
        /** A code point with the combining marks that follow it. */
        CHARACTER,
        /** A code point, a combining mark too: what a loop over the characters of a text gives in Python. */
        CODE_POINT,
        /** A run of Latin letters or of digits is one step; everything else is as in CHARACTER. */
        MIXED,
        /** A word or a punctuation mark. */
        WORD,
        /** What stands between separators, and nothing else parts. */
        SEPARATED;

        /** Whether a step is a word rather than a character. */
        public boolean isWord() {
            return this == WORD || this == SEPARATED;
        }
    }

    /** What becomes of capital letters before a step is looked up; each step on its own. */
    public enum Lowercase {
        /** They stay. */
        NONE,
        /** All letters are lower-cased, as Python's str.lower() does; Σ at a word's end, and İ, which becomes two, in Java's way. */
        UNICODE,
        /** A to Z become a to z, as TensorFlow's tf.strings.lower does. */
        ASCII
    }

    /** Keras' pre and post. */
    public enum Side {
        PRE,
        POST
    }

    /** What becomes of a text with more steps than {@code maxLength}. */
    public enum LongTexts {
        /** It is several sequences, cut at sentence ends where there are any. */
        SPLIT,
        /** Steps are cut away on the truncation side, as Keras' pad_sequences does; they are in no entity. */
        CUT
    }

    public TextRules {
        if (maxLength < 0) {
            throw new IllegalArgumentException("maxLength: expected at least 0, found " + maxLength);
        }
        if (padding instanceof PaddingRule.Visible && (maxLength == 0 || maxLength > LONGEST_WITH_PADS)) {
            throw new IllegalArgumentException("visible padding: expected a maxLength above 0 and of at most "
                    + LONGEST_WITH_PADS + ", as each sequence is filled up to it, found " + maxLength);
        }
        if (longTexts == LongTexts.CUT && maxLength == 0) {
            throw new IllegalArgumentException("texts that are cut: expected a maxLength above 0, found 0");
        }
    }

    /** Rules without a segmentation of their own, and with lower case for all letters or none. */
    public TextRules(
            Unit unit,
            boolean lowercase,
            boolean digitsToZero,
            boolean fullWidthToHalf,
            PaddingRule padding,
            Side padSide,
            Side truncationSide,
            int maxLength,
            LongTexts longTexts) {
        this(
                Segmentation.of(unit),
                lowercase ? Lowercase.UNICODE : Lowercase.NONE,
                digitsToZero,
                fullWidthToHalf,
                padding,
                padSide,
                truncationSide,
                maxLength,
                longTexts);
    }

    /** What a step is. */
    public Unit unit() {
        return segmentation.unit();
    }

    /** Rules under which longer texts are split. */
    public TextRules(
            Unit unit,
            boolean lowercase,
            boolean digitsToZero,
            boolean fullWidthToHalf,
            PaddingRule padding,
            Side padSide,
            Side truncationSide,
            int maxLength) {
        this(
                unit,
                lowercase,
                digitsToZero,
                fullWidthToHalf,
                padding,
                padSide,
                truncationSide,
                maxLength,
                LongTexts.SPLIT);
    }

    /** The rules of a model trained here that reads text as {@code other} does: without its padding, long texts split. */
    public static TextRules trainedLike(TextRules other, int maxLength) {
        return new TextRules(
                other.segmentation,
                other.lowercase,
                other.digitsToZero,
                other.fullWidthToHalf,
                new PaddingRule.None(),
                Side.POST,
                Side.POST,
                maxLength,
                LongTexts.SPLIT);
    }

    /** The rules of a model trained here: text as it is, no padding. */
    public static TextRules trained(Unit unit, int maxLength) {
        return new TextRules(unit, false, false, false, new PaddingRule.None(), Side.POST, Side.POST, maxLength);
    }
}
