package dev.fastener.convert.certificate;

/**
 * One engine beside the source.
 *
 * @param engine its name
 * @param maxDifference largest difference of an emission
 * @param scaledDifference the same divided by the largest emission of the sentence where that is above 1
 * @param equalPaths share of sentences with the same tags
 * @param sentences compared
 * @param tolerance largest scaled difference that is rounding here
 */
public record Comparison(
        String engine,
        double maxDifference,
        double scaledDifference,
        double equalPaths,
        int sentences,
        double tolerance) {
    /** Largest scaled difference that is rounding, of networks that don't amplify it. */
    public static final double TOLERANCE = 1e-5;

    /** Whether the two are the same but for rounding. */
    public boolean passed() {
        // Where rounding moves emissions, it tips paths over that are nearly as good.
        return scaledDifference <= tolerance && (equalPaths == 1 || tolerance > TOLERANCE);
    }
}
