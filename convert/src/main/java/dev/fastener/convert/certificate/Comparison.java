package dev.fastener.convert.certificate;

/**
 * One engine beside the source.
 *
 * @param engine its name
 * @param maxDifference largest difference of an emission
 * @param scaledDifference the same divided by the largest emission of the sentence where that is above 1
 * @param equalPaths share of sentences with the same tags
 * @param sentences compared
 */
public record Comparison(
        String engine, double maxDifference, double scaledDifference, double equalPaths, int sentences) {
    /** Largest scaled difference that is rounding. */
    public static final double TOLERANCE = 1e-5;

    /** Whether the two are the same but for rounding. */
    public boolean passed() {
        return scaledDifference <= TOLERANCE && equalPaths == 1;
    }
}
