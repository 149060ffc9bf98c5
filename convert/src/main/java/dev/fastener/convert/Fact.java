package dev.fastener.convert;

/**
 * Something that a conversion rests on, for the certificate.
 *
 * @param name what it is about: "mask of embedding", "gate activation of bi_lstm_1"
 * @param value what holds: "mask_zero=true"
 * @param origin how it is known
 * @param settledBy what would decide an assumed one; empty for all others
 */
public record Fact(String name, String value, Origin origin, String settledBy) {
    /** Whether embeddings mask id 0, of weights without a configuration: "mask_zero=true". */
    public static final String MASK = "mask";

    /** Whether recurrent layers of Keras pass a mask on. */
    public static final String MASK_AFTER_LAYERS = "mask after the first layers";

    /** Whether a CRF looks for the path with the most ("scores") or with the least ("energies"). */
    public static final String CRF_SIGN = "CRF sign";

    /** What decides most that a file leaves open. */
    private static final String RECORDING = "--recorded";

    /** An assumed one is settled by a recording. */
    public Fact(String name, String value, Origin origin) {
        this(name, value, origin, origin == Origin.ASSUMED ? settledBy(name) : "");
    }

    /**
     * What nobody said.
     *
     * @param settledBy the options that would decide it
     */
    public static Fact assumed(String name, String value, String settledBy) {
        return new Fact(name, value, Origin.ASSUMED, settledBy);
    }

    private static String settledBy(String name) {
        return switch (name) {
            case MASK -> "--mask-zero, " + RECORDING;
            case MASK_AFTER_LAYERS -> "--keras, " + RECORDING;
            case CRF_SIGN -> "--crf-sign, --dev, " + RECORDING;
            default -> RECORDING;
        };
    }

    /** Whether a recording of the source would decide it. */
    public boolean isSettledByRecording() {
        return settledBy.contains(RECORDING);
    }

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
