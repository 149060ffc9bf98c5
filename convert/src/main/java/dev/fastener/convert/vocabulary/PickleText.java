package dev.fastener.convert.vocabulary;

/** Text inside pickles and the Python that makes JSON of one. */
final class PickleText {
    private PickleText() {}

    /**
     * Escapes undone: those of "raw-unicode-escape" (four or eight hexadecimal digits), and with {@code all} those of a string
     * literal. An escape that is none stays as it is.
     */
    static String unescaped(String text, boolean all) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char kind = text.charAt(i + 1);
            int digits = kind == 'u' && !all ? 4 : kind == 'U' && !all ? 8 : kind == 'x' && all ? 2 : 0;
            int code = digits == 0 ? -1 : hexadecimal(text, i + 2, digits);
            if (code >= 0) {
                out.appendCodePoint(code);
                i += 1 + digits;
            } else if (all && "\\'\"nrtabfv".indexOf(kind) >= 0) {
                out.append("\\'\"\n\r\t\u0007\b\f\u000b".charAt("\\'\"nrtabfv".indexOf(kind)));
                i++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The code point that the digits spell; -1 where they don't. */
    private static int hexadecimal(String text, int from, int digits) {
        int code = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0 || code > 0x10FFFF >> 4) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return Character.isValidCodePoint(code) ? code : -1;
    }

    /** The Python that writes an object as JSON; the first %s is the object, the second the file. */
    static String scriptFor(String name) {
        if (name.endsWith(".Tokenizer")) {
            return "open(\"%2$s\", \"w\").write(%1$s.to_json())";
        }
        if (name.matches(".*\\.Label(Encoder|Binarizer)")) {
            return "json.dump(%1$s.classes_.tolist(), open(\"%2$s\", \"w\"))";
        }
        return "json.dump(%s, open(\"%s\", \"w\"), default=list)";
    }
}
