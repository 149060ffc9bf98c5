package dev.fastener.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A table for a terminal: columns are as wide as their widest cell, a Han character takes two columns, and numbers stand at
 * the right of theirs.
 */
public final class Columns {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9][0-9.,]*( %)?|-");

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row. */
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** The rows, each after {@code indent}; no white space at their ends. */
    public String render(String indent) {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < row.size(); i++) {
                String room = " ".repeat(widths[i] - width(row.get(i)));
                boolean number = NUMBER.matcher(row.get(i)).matches();
                line.append(number ? room + row.get(i) : row.get(i) + room).append("  ");
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    /** Columns that {@code text} takes on a terminal: none for marks, two for wide characters (UAX #11), one for the others. */
    public static int width(String text) {
        return text.codePoints().map(Columns::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        int place = Arrays.binarySearch(WIDE, c);
        // Even places hold first characters of a range, odd ones last characters.
        return place >= 0 || (-place - 1) % 2 == 1 ? 2 : 1;
    }

    /** First and last of each range of wide and full-width characters. */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x23E9, 0x23EC, 0x2614, 0x2615, 0x2648, 0x2653, 0x26F2, 0x26F5, 0x2705, 0x270B,
        0x2753, 0x2757, 0x2795, 0x2797, 0x2E80, 0x303E, 0x3041, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
        0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18CFF, 0x1AFF0, 0x1B2FF, 0x1F004,
        0x1F005, 0x1F18E, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0,
        0x1F3CA, 0x1F3E0, 0x1F3F0, 0x1F3F8, 0x1F43E, 0x1F440, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F567, 0x1F5FB,
        0x1F64F, 0x1F680, 0x1F6C5, 0x1F6D0, 0x1F6D7, 0x1F6DC, 0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7F0, 0x1F90C,
        0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD
    };
}
