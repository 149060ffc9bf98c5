package dev.fastener.convert;

/**
 * Something that a conversion rests on, for the certificate.
 *
 * @param name what it is about: "mask of embedding", "gate activation of bi_lstm_1"
 * @param value what holds: "mask_zero=true"
 * @param origin how it is known
 */
public record Fact(String name, String value, Origin origin) {
    /** How a fact is known. */
    public enum Origin {
        /** The file says so. */
        READ,
        /** The user said so. */
        GIVEN,
        /** The usual default: nobody said so. */
        ASSUMED,
        /** The one of several readings that gives the recorded outputs. */
        RECORDED
    }
}
