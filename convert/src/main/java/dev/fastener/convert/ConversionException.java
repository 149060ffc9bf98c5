package dev.fastener.convert;

/**
 * A file that can't be converted; the message says which file, what was expected, what was found and what to do, on one line:
 * a file can hold any text.
 */
public final class ConversionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConversionException(String message) {
        super(shown(message));
    }

    public ConversionException(String message, Throwable cause) {
        super(shown(message), cause);
    }

    private ConversionException(String lines, boolean asTheyAre) {
        super(asTheyAre ? lines : shown(lines));
    }

    /** With a message of several lines, which holds nothing of a file that was read. */
    public static ConversionException ofLines(String message) {
        return new ConversionException(message, true);
    }

    private static String shown(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return line.toString();
    }
}
