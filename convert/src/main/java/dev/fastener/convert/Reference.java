package dev.fastener.convert;

/**
 * A source's computation written anew from its framework's definitions, in double precision and step by step: the judge of a
 * conversion where nobody recorded the source. It shares nothing with the engines but the file.
 */
@FunctionalInterface
public interface Reference {
    /**
     * The last tensor before the head for one row.
     *
     * @param ids [inputs][length], padded as the source pads
     * @return [length * tags]
     */
    double[] outputs(int[][] ids);
}
