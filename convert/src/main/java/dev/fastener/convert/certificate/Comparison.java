package dev.fastener.convert.certificate;

/**
 * One engine beside the source.
 *
 * @param engine its name
 * @param maxDifference largest difference of an emission
 * @param scaledDifference the same divided by the largest emission of the sentence where that is above 1
 * @param sentences compared
 * @param equal sentences with the same tags
 * @param tied sentences with other tags whose score is as good, but for the rounding of the emissions
 */
public record Comparison(
        String engine, double maxDifference, double scaledDifference, int sentences, int equal, int tied) {
    /** Largest scaled difference that is rounding. */
    public static final double TOLERANCE = 1e-5;

    /** Whether the two are the same but for rounding. */
    public boolean passed() {
        return scaledDifference <= TOLERANCE && equal + tied == sentences;
    }

    /** Share of the sentences with the same tags. */
    public double equalPaths() {
        return sentences == 0 ? 1 : (double) equal / sentences;
    }
}
