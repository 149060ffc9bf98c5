package dev.fastener.convert;

import java.util.Arrays;

/**
 * A named array of a source file; row-major, finite.
 *
 * @param name as the file has it
 * @param shape each at least 0; empty for a scalar
 */
public record Tensor(String name, int[] shape, float[] values) {
    public Tensor {
        long count = 1;
        for (int size : shape) {
            count *= size;
        }
        if (count != values.length) {
            throw new ConversionException("tensor " + name + ": expected " + count + " values for its shape "
                    + Arrays.toString(shape) + ", found " + values.length);
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new ConversionException(
                        "tensor " + name + ": expected finite values, found " + value + "; the training had failed");
            }
        }
    }

    /** This tensor where its shape is as expected, -1 for any size. */
    public Tensor require(int... expected) {
        boolean same = expected.length == shape.length;
        for (int i = 0; same && i < shape.length; i++) {
            same = expected[i] == -1 || expected[i] == shape[i];
        }
        if (!same) {
            throw new ConversionException("tensor " + name + ": expected the shape "
                    + Arrays.toString(expected).replace("-1", "any") + ", found " + Arrays.toString(shape));
        }
        return this;
    }
}
