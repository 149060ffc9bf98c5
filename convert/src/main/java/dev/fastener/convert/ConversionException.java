package dev.fastener.convert;

import dev.fastener.io.OneLine;

/**
 * A file that can't be converted; the message says which file, what was expected, what was found and what to do, on one line:
 * a file can hold any text.
 */
public final class ConversionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConversionException(String message) {
        super(OneLine.of(message));
    }

    public ConversionException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }

    private ConversionException(String message, boolean inLines) {
        super(inLines ? message : OneLine.of(message));
    }

    /** With a message of several lines, which holds nothing of a file that was read. */
    public static ConversionException ofLines(String message) {
        return new ConversionException(message, true);
    }
}
