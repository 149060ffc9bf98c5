package dev.fastener.convert.recorded;

import dev.fastener.convert.Tensor;
import java.util.Arrays;

/**
 * An array of a numpy file, in C's order whatever the file's.
 *
 * @param name without ".npy"
 * @param shape each at least 0
 * @param floating whether it holds float32 or float64 rather than int32 or int64
 * @param values integers up to 2^53 are exact
 */
public record NumpyArray(String name, int[] shape, boolean floating, double[] values) {
    public int rank() {
        return shape.length;
    }

    /** Rounded to float32. */
    public Tensor tensor() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return new Tensor(name, shape, floats);
    }

    /** "ids int [64, 50]". */
    public String described() {
        return name + (floating ? " float " : " int ") + Arrays.toString(shape);
    }
}
