package dev.fastener.train;

import dev.fastener.model.TaggerModel;
import java.util.Arrays;

/**
 * How much each hidden unit counts: the mean over batches of (the sum over its outgoing weights of weight times gradient)
 * squared. That sum is the gradient of the loss to a gate on the unit's output, so its square estimates, to first order, how
 * far the loss moves where the unit is taken away (Molchanov et al. 2019, "Importance Estimation for Neural Network Pruning").
 * Outgoing weights of a unit are those of its own recurrence and of the layer above, which may be the dense one.
 */
public final class UnitImportance {
    /** By layer and direction, [hidden]; the sum over the batches. */
    private final double[][][] units;

    private int batches;

    UnitImportance(Network network) {
        units = new double[network.layers.size()][2][];
        for (int l = 0; l < units.length; l++) {
            for (int d = 0; d < 2; d++) {
                units[l][d] = new double[network.layers.get(l).hidden];
            }
        }
    }

    /** Adds the batch whose gradients {@code network} holds. */
    void add(Network network) {
        batches++;
        for (int l = 0; l < units.length; l++) {
            BiRecurrent layer = network.layers.get(l);
            for (int d = 0; d < 2; d++) {
                for (int u = 0; u < layer.hidden; u++) {
                    int output = d * layer.hidden + u;
                    double gate = row(layer.recurrents[d], u);
                    if (l + 1 < units.length) {
                        BiRecurrent above = network.layers.get(l + 1);
                        gate += row(above.kernels[0], output) + row(above.kernels[1], output);
                    } else {
                        gate += row(network.dense, output);
                    }
                    units[l][d][u] += gate * gate;
                }
            }
        }
    }

    /** Sum of weight times gradient over a row. */
    private static double row(Parameter parameter, int row) {
        double sum = 0;
        for (int i = row * parameter.columns; i < (row + 1) * parameter.columns; i++) {
            sum += (double) parameter.values[i] * parameter.gradient[i];
        }
        return sum;
    }

    /**
     * Of the units of a recurrent layer, to be compared with each other alone.
     *
     * @param layer from 0, in the order of {@link TaggerModel#body}
     * @param direction 0 forward, 1 backward
     * @return [hidden]
     */
    public double[] of(int layer, int direction) {
        return Arrays.stream(units[layer][direction]).map(sum -> sum / batches).toArray();
    }
}
