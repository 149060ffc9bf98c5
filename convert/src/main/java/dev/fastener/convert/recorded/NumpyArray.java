package dev.fastener.convert.recorded;

import dev.fastener.convert.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * An array of a numpy file, in C's order whatever the file's.
 *
 * @param name without ".npy"
 * @param shape each at least 0
 * @param floating whether it holds float32 or float64 rather than int32, int64 or text
 * @param values integers up to 2^53 are exact; empty where it holds text
 * @param texts empty where it holds numbers
 */
public record NumpyArray(String name, int[] shape, boolean floating, double[] values, List<String> texts) {
    public NumpyArray {
        texts = List.copyOf(texts);
    }

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

    /** Whether it holds texts. */
    public boolean isText() {
        return !texts.isEmpty();
    }

    /** Whether all of its values are whole numbers of at least 0. */
    public boolean isWhole() {
        return !isText() && Arrays.stream(values).allMatch(value -> value >= 0 && value == (int) value);
    }

    /** "ids int [64, 50]". */
    public String described() {
        return name + (isText() ? " text " : floating ? " float " : " int ") + Arrays.toString(shape);
    }
}
