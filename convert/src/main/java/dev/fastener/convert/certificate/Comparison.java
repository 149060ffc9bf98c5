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
 * @param bound largest scaled difference that is rounding, see {@link Rounding}
 */
public record Comparison(
        String engine,
        double maxDifference,
        double scaledDifference,
        int sentences,
        int equal,
        int tied,
        double bound) {
    /** Under the bound of a network on which 32-bit floats do no worse than usual. */
    public Comparison(
            String engine, double maxDifference, double scaledDifference, int sentences, int equal, int tied) {
        this(engine, maxDifference, scaledDifference, sentences, equal, tied, Rounding.USUAL);
    }

    /** Whether the two are the same but for rounding. */
    public boolean passed() {
        return scaledDifference <= bound && equal + tied == sentences;
    }

    /** This one under another bound. */
    Comparison within(double other) {
        return new Comparison(engine, maxDifference, scaledDifference, sentences, equal, tied, other);
    }

    /** Share of the sentences with the same tags. */
    public double equalPaths() {
        return sentences == 0 ? 1 : (double) equal / sentences;
    }
}
