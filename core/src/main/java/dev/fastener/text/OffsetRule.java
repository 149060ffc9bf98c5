package dev.fastener.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a file counts the positions of its spans.
 *
 * @param inclusive whether the end is the last character, not the one after it
 */
public record OffsetRule(Unit unit, boolean inclusive) {
    /** What is counted. */
    public enum Unit {
        /** Java's and JavaScript's chars. */
        UTF16,
        /** Python's characters. */
        CODE_POINT,
        /** What a reader calls a character. */
        GRAPHEME;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** All rules; the first one that fits a file's surfaces best is taken. */
    static final List<OffsetRule> ALL = List.of(
            new OffsetRule(Unit.CODE_POINT, false),
            new OffsetRule(Unit.CODE_POINT, true),
            new OffsetRule(Unit.UTF16, false),
            new OffsetRule(Unit.UTF16, true),
            new OffsetRule(Unit.GRAPHEME, false),
            new OffsetRule(Unit.GRAPHEME, true));

    /** "code-point", "utf16", "grapheme", each with "-inclusive" after it where it is. */
    @Override
    public String toString() {
        return unit + (inclusive ? "-inclusive" : "");
    }

    /** The rule of a command-line name; "inclusive" alone counts code points. */
    public static Optional<OffsetRule> named(String name) {
        String wanted = name.equals("inclusive") ? "code-point-inclusive" : name;
        return ALL.stream().filter(rule -> rule.toString().equals(wanted)).findFirst();
    }

    /**
     * UTF-16 offsets in {@code text} of each position of this rule's unit and, last, of the text's end.
     */
    int[] positions(String text) {
        int[] positions = new int[text.length() + 1];
        int count = 0;
        int at = 0;
        while (at < text.length()) {
            positions[count++] = at;
            at = next(text, at);
        }
        positions[count++] = text.length();
        return count == positions.length ? positions : Arrays.copyOf(positions, count);
    }

    private int next(String text, int at) {
        return switch (unit) {
            case UTF16 -> at + 1;
            case CODE_POINT -> at + Character.charCount(text.codePointAt(at));
            case GRAPHEME -> Graphemes.end(text, at);
        };
    }
}
