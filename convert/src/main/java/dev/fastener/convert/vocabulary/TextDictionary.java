package dev.fastener.convert.vocabulary;

import dev.fastener.convert.ConversionException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary as text: one entry a line, alone (its place is its id) or with its id after it or before it, a TAB or a space
 * between. An entry may itself be a space.
 */
final class TextDictionary {
    private static final int MOST_LINES = 1 << 22;

    private static final Pattern TEXT_ID = Pattern.compile("(.+)[\t ](\\d{1,9})");
    private static final Pattern ID_TEXT = Pattern.compile("(\\d{1,9})[\t ](.+)");

    private TextDictionary() {}

    static Dictionary read(String file, String content) {
        if (content.chars().filter(c -> c == '\n').count() > MOST_LINES) {
            throw new ConversionException(file + ": expected at most " + MOST_LINES + " lines, found more");
        }
        List<String> lines = new ArrayList<>(List.of(content.split("\r?\n", -1)));
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        if (lines.isEmpty()) {
            throw new ConversionException(file + ": expected an entry a line, found an empty file");
        }
        Dictionary numbered = numbered(file, lines, TEXT_ID, 1);
        if (numbered == null) {
            numbered = numbered(file, lines, ID_TEXT, 2);
        }
        return numbered != null ? numbered : Dictionary.inOrder("", lines);
    }

    /** Null where some line is otherwise; empty lines are left out. */
    private static @Nullable Dictionary numbered(String file, List<String> lines, Pattern pattern, int textGroup) {
        List<String> texts = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        Long twice = null;
        for (String line : lines) {
            if (line.isEmpty()) {
                continue;
            }
            Matcher matcher = pattern.matcher(line);
            if (!matcher.matches()) {
                return null;
            }
            long number = Long.parseLong(matcher.group(3 - textGroup));
            texts.add(matcher.group(textGroup));
            numbers.add(number);
            twice = seen.add(number) ? twice : Long.valueOf(number);
        }
        if (twice != null) {
            throw new ConversionException(file + ": expected an id of its own in each line, found " + twice
                    + " in several; if these are counts, leave them out (the place of a line is its id then)");
        }
        return new Dictionary(
                "", texts, numbers.stream().mapToLong(Long::longValue).toArray(), true);
    }
}
