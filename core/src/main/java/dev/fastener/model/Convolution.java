package dev.fastener.model;

/**
 * A one-dimensional convolution over the steps, stride 1, output as long as the input ("same" padding with zeros, or
 * "causal"): y[t] = activation(bias + sum over i of x[t + i * dilation - before] kernel[i]).
 *
 * @param width kernel width in steps
 * @param dilation distance of two taps in steps
 * @param causal true: all taps at or before the step; false: centred (an even width has its extra tap after the step)
 * @param kernel [width * inputs, filters], tap by tap
 * @param bias [filters]
 */
public record Convolution(int width, int dilation, boolean causal, Matrix kernel, float[] bias, Activation activation)
        implements Layer {
    public Convolution {
        if (width < 1 || dilation < 1 || kernel.rows() % width != 0) {
            throw new IllegalArgumentException("convolution: expected a width that divides " + kernel.rows()
                    + " kernel rows and a dilation of at least 1, found width " + width + ", dilation " + dilation);
        }
        RecurrentWeights.requireLength("convolution bias", bias, kernel.columns());
    }

    /** Zero steps before the first real one that the first output reads. */
    public int before() {
        return causal ? (width - 1) * dilation : (width - 1) * dilation / 2;
    }

    @Override
    public int inputSize() {
        return kernel.rows() / width;
    }

    @Override
    public int outputSize() {
        return kernel.columns();
    }
}
