package dev.fastener.engine;

import dev.fastener.kernel.FusedKernels;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;

/** A dense layer; softmax is left to a {@link SoftmaxStage} behind it. */
final class DenseStage extends RowStage {
    private final FusedKernels.Projection projection;
    private final int inputStride;

    DenseStage(int index, boolean ofResult, FusedKernels kernels, Dense layer, int inputStride) {
        super(index, ofResult);
        this.inputStride = inputStride;
        int inputs = layer.inputSize();
        int outputs = layer.outputSize();
        float[] transposed = new float[inputs * outputs];
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < outputs; j++) {
                transposed[j * inputs + i] = layer.kernel().values()[i * outputs + j];
            }
        }
        Activation activation = layer.activation() == Activation.SOFTMAX ? Activation.LINEAR : layer.activation();
        this.projection = kernels.dense(inputs, outputs, transposed, layer.bias(), FusedNetwork.gate(activation));
    }

    @Override
    public int stride() {
        return projection.rowSize();
    }

    @Override
    void rows(Group group, int lane, int from, int to) {
        projection.run(group.values(index - 1), inputStride, from, to, group.values(index), stride());
    }

    @Override
    public void close() {
        projection.close();
    }
}
