package dev.fastener.convert;

/** A file that can't be converted; the message says which file, what was expected, what was found and what to do. */
public final class ConversionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConversionException(String message) {
        super(message);
    }

    public ConversionException(String message, Throwable cause) {
        super(message, cause);
    }
}
