package dev.fastener.convert.certificate;

/** No reading of a file gives what its source gave, or several do; the message has all of them. */
public final class NoReadingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoReadingException(String message) {
        super(message);
    }
}
