package dev.fastener.convert.export;

import dev.fastener.convert.Tensor;
import dev.fastener.model.Matrix;
import dev.fastener.model.Recurrent.Cell;
import dev.fastener.model.RecurrentWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * One direction's weights from ONNX's layout to Keras': kernel [inputs, gates * hidden], recurrent kernel [hidden, gates *
 * hidden], and bias [gates * hidden], or [2, 3 * hidden] for a GRU that resets after the product; gates i f c o of an LSTM, z r h
 * of a GRU.
 */
public final class RecurrentTensors {
    /** Where ONNX's gates i o f c stand in Keras. */
    private static final int[] LSTM_GATES = {0, 3, 1, 2};

    private static final int[] GRU_GATES = {0, 1, 2};

    private RecurrentTensors() {}

    /** @param path of the direction: "bidirectional/forward_lstm/lstm_cell" */
    public static List<Tensor> of(String path, Cell cell, RecurrentWeights weights, boolean biased) {
        int[] order = cell == Cell.LSTM ? LSTM_GATES : GRU_GATES;
        int hidden = weights.hiddenSize();
        int columns = order.length * hidden;
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(KerasWeights.tensor(
                path, "kernel", transposed(weights.kernel(), order, hidden), weights.inputSize(), columns));
        tensors.add(KerasWeights.tensor(
                path, "recurrent_kernel", transposed(weights.recurrentKernel(), order, hidden), hidden, columns));
        if (biased) {
            float[] bias = gatesInOrder(weights.bias(), order, hidden);
            float[] recurrent = gatesInOrder(weights.recurrentBias(), order, hidden);
            tensors.add(cell == Cell.GRU_RESET_AFTER ? two(path, bias, recurrent) : sum(path, bias, recurrent));
        }
        return tensors;
    }

    private static Tensor two(String path, float[] bias, float[] recurrent) {
        float[] both = new float[2 * bias.length];
        System.arraycopy(bias, 0, both, 0, bias.length);
        System.arraycopy(recurrent, 0, both, bias.length, bias.length);
        return KerasWeights.tensor(path, "bias", both, 2, bias.length);
    }

    /** Both are added to the same sums of products, so one bias will do. */
    private static Tensor sum(String path, float[] bias, float[] recurrent) {
        for (int i = 0; i < bias.length; i++) {
            bias[i] += recurrent[i];
        }
        return KerasWeights.tensor(path, "bias", bias, bias.length);
    }

    /** [gates * hidden, inputs] to [inputs, gates * hidden]. */
    private static float[] transposed(Matrix matrix, int[] order, int hidden) {
        int inputs = matrix.columns();
        float[] values = new float[matrix.values().length];
        for (int gate = 0; gate < order.length; gate++) {
            for (int unit = 0; unit < hidden; unit++) {
                for (int input = 0; input < inputs; input++) {
                    values[input * matrix.rows() + order[gate] * hidden + unit] =
                            matrix.values()[(gate * hidden + unit) * inputs + input];
                }
            }
        }
        return values;
    }

    private static float[] gatesInOrder(float[] bias, int[] order, int hidden) {
        float[] values = new float[bias.length];
        for (int gate = 0; gate < order.length; gate++) {
            System.arraycopy(bias, gate * hidden, values, order[gate] * hidden, hidden);
        }
        return values;
    }
}
