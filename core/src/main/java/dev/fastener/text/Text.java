package dev.fastener.text;

/** Searches in chars that are no String yet. */
final class Text {
    private Text() {}

    static int count(char[] chars, int offset, int length, char wanted) {
        int count = 0;
        for (int i = offset; i < offset + length; i++) {
            if (chars[i] == wanted) {
                count++;
            }
        }
        return count;
    }

    /** Index from {@code offset} on, -1 where there is none. */
    static int indexOf(char[] chars, int offset, int length, char wanted) {
        for (int i = 0; i < length; i++) {
            if (chars[offset + i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
