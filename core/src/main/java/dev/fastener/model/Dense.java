package dev.fastener.model;

/**
 * y = activation(x kernel + bias), the same at each step.
 *
 * @param kernel [inputs, units]
 * @param bias [units]
 */
public record Dense(Matrix kernel, float[] bias, Activation activation) implements Layer {
    public Dense {
        RecurrentWeights.requireLength("dense bias", bias, kernel.columns());
    }

    @Override
    public int inputSize() {
        return kernel.rows();
    }

    @Override
    public int outputSize() {
        return kernel.columns();
    }
}
