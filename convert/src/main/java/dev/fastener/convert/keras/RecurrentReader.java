package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Tensor;
import dev.fastener.model.Matrix;
import dev.fastener.model.Recurrent.Cell;
import dev.fastener.model.RecurrentWeights;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keras' weights of one direction to ONNX's layout. Keras has kernel [inputs, gates * hidden], recurrent kernel [hidden, gates *
 * hidden] and bias [gates * hidden] with the gates i f c o of an LSTM and z r h of a GRU; a GRU that resets after the product has
 * a bias [2, 3 * hidden]. The CuDNN layers keep each gate's kernel as a block [hidden, inputs], its recurrent kernel transposed,
 * and two biases in a row.
 */
final class RecurrentReader {
    /** Where ONNX's gates i o f c stand in Keras. */
    private static final int[] LSTM_GATES = {0, 3, 1, 2};

    private static final int[] GRU_GATES = {0, 1, 2};

    private RecurrentReader() {}

    /**
     * @param bias null for use_bias=false
     * @param cudnn whether the weights are a CuDNN layer's
     * @throws ConversionException where the shapes don't fit
     */
    static RecurrentWeights read(
            Cell cell, boolean cudnn, Tensor kernel, Tensor recurrentKernel, @Nullable Tensor bias) {
        int gates = cell.gates();
        recurrentKernel.require(-1, -1);
        int hidden = recurrentKernel.shape()[0];
        if (hidden == 0 || (long) hidden * gates != recurrentKernel.shape()[1]) {
            throw new ConversionException("tensor " + recurrentKernel.name() + ": expected [hidden, " + gates
                    + " * hidden], found " + Arrays.toString(recurrentKernel.shape()));
        }
        kernel.require(-1, gates * hidden);
        int[] order = cell == Cell.LSTM ? LSTM_GATES : GRU_GATES;
        float[][] biases = biases(cell, cudnn, bias, gates * hidden);
        return new RecurrentWeights(
                matrix(kernel, order, hidden, cudnn),
                matrix(recurrentKernel, order, hidden, cudnn),
                gatesInOrder(biases[0], order, hidden),
                gatesInOrder(biases[1], order, hidden),
                new float[0]);
    }

    /** [inputs, gates * hidden] to [gates * hidden, inputs]. */
    private static Matrix matrix(Tensor tensor, int[] order, int hidden, boolean cudnn) {
        int inputs = tensor.shape()[0];
        int columns = order.length * hidden;
        float[] values = new float[tensor.values().length];
        for (int gate = 0; gate < order.length; gate++) {
            for (int unit = 0; unit < hidden; unit++) {
                for (int input = 0; input < inputs; input++) {
                    int row = input;
                    int column = unit;
                    if (cudnn) {
                        int position = unit * inputs + input;
                        row = position / hidden;
                        column = position % hidden;
                    }
                    values[(gate * hidden + unit) * inputs + input] =
                            tensor.values()[row * columns + order[gate] * hidden + column];
                }
            }
        }
        return new Matrix(columns, inputs, values);
    }

    /** The input's and the recurrent bias in Keras' order, each [gates * hidden]. */
    private static float[][] biases(Cell cell, boolean cudnn, @Nullable Tensor bias, int size) {
        if (bias == null) {
            return new float[][] {new float[size], new float[size]};
        }
        if (cudnn) {
            bias.require(2 * size);
        } else if (cell == Cell.GRU_RESET_AFTER) {
            bias.require(2, size);
        } else {
            return new float[][] {bias.require(size).values(), new float[size]};
        }
        return new float[][] {Arrays.copyOf(bias.values(), size), Arrays.copyOfRange(bias.values(), size, 2 * size)};
    }

    private static float[] gatesInOrder(float[] bias, int[] order, int hidden) {
        float[] values = new float[bias.length];
        for (int gate = 0; gate < order.length; gate++) {
            System.arraycopy(bias, order[gate] * hidden, values, gate * hidden, hidden);
        }
        return values;
    }

    /** The weights of {@code directions} directions, three tensors each or, without bias, two. */
    static List<RecurrentWeights> directions(
            LayerConfig layer, Cell cell, boolean cudnn, List<Tensor> weights, int count) {
        boolean biased = cudnn || layer.flag("use_bias", true);
        int each = biased ? 3 : 2;
        if (weights.size() != each * count) {
            throw layer.refuse("expected " + each * count + " weights, found " + weights.size());
        }
        return java.util.stream.IntStream.range(0, count)
                .map(direction -> direction * each)
                .mapToObj(first -> read(
                        cell,
                        cudnn,
                        weights.get(first),
                        weights.get(first + 1),
                        biased ? weights.get(first + 2) : null))
                .toList();
    }
}
