package dev.fastener.convert.tensorflow;

import dev.fastener.convert.tensorflow.Form.Columns;
import dev.fastener.convert.tensorflow.Graph.Node;
import dev.fastener.convert.tensorflow.Graph.Ref;
import dev.fastener.convert.tensorflow.StepReader.Parts;
import dev.fastener.convert.tensorflow.StepReader.StepValue;
import dev.fastener.convert.tensorflow.StepReader.Vector;
import dev.fastener.convert.tensorflow.Value.Layout;
import dev.fastener.convert.tensorflow.Value.Steps;
import dev.fastener.convert.tensorflow.Value.Unknown;
import dev.fastener.model.Activation;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import java.util.Arrays;
import java.util.List;

/** The equations of TensorFlow's cells of one operation (rnn_ops.cc), as if they were spelt out. */
final class BlockCells {
    private BlockCells() {}

    /** Inputs x, cs_prev, h_prev, w, wci, wcf, wco, b; gate order i ci f o; outputs i, cs, f, o, ci, co, h. */
    static StepValue lstm(StepReader step, Node node, int port) {
        if (node.real("cell_clip", 3) > 0) {
            throw step.refused(node, "expected no cell_clip, found " + node.real("cell_clip", 3));
        }
        Columns w = StepReader.columns(step.fixed(node, node.input(3)));
        int hidden = w.size() / 4;
        Form gates = step.times(node, new Parts(List.of(step.value(node.input(0)), step.value(node.input(2)))), w)
                .plus(step.form(node, node.input(7), 0));
        Form before = step.form(node, node.input(1), hidden);
        Form i = gates.slice(0, hidden);
        Form f = gates.slice(2 * hidden, 3 * hidden).plus(Form.constant(new float[] {node.real("forget_bias", 1)}));
        Form o = gates.slice(3 * hidden, 4 * hidden);
        boolean peephole = node.flag("use_peephole");
        if (peephole) {
            i = i.plus(before.times(step.form(node, node.input(4), 0)));
            f = f.plus(before.times(step.form(node, node.input(5), 0)));
        }
        Form cell = f.activated(Activation.SIGMOID)
                .times(before)
                .plus(i.activated(Activation.SIGMOID)
                        .times(gates.slice(hidden, 2 * hidden).activated(Activation.TANH)));
        if (port == 1) {
            return new Vector(cell);
        }
        if (port != 6) {
            throw step.refused(node, "expected its state or output to be used, found output " + port);
        }
        cell = step.value(new Ref(node.name(), 1)) instanceof Vector same ? same.form() : cell;
        if (peephole) {
            o = o.plus(cell.times(step.form(node, node.input(6), 0)));
        }
        return new Vector(o.activated(Activation.SIGMOID).times(cell.activated(Activation.TANH)));
    }

    /** Inputs x, h_prev, w_ru, w_c, b_ru, b_c; outputs r, u, c, h. */
    static StepValue gru(StepReader step, Node node) {
        Columns ru = StepReader.columns(step.fixed(node, node.input(2)));
        int hidden = ru.size() / 2;
        StepValue x = step.value(node.input(0));
        Form before = step.form(node, node.input(1), hidden);
        Form gates = step.times(node, new Parts(List.of(x, step.value(node.input(1)))), ru)
                .plus(step.form(node, node.input(4), 0))
                .activated(Activation.SIGMOID);
        Form u = gates.slice(hidden, 2 * hidden);
        StepValue reset = new Vector(gates.slice(0, hidden).times(before));
        Form c = step.times(node, new Parts(List.of(x, reset)), StepReader.columns(step.fixed(node, node.input(3))))
                .plus(step.form(node, node.input(5), 0))
                .activated(Activation.TANH);
        return new Vector(u.times(before).plus(c).plus(u.times(c).times(-1)));
    }

    /** LSTMBlockFusedCell: seq_len_max, x, cs_prev, h_prev, w, wci, wcf, wco, b; gate order i c f o, or i f c o in version 2. */
    static Value sequence(NetworkReader network, Ref ref, Node node) {
        if (!(network.value(node.input(1)) instanceof Steps steps)) {
            return network.aside(node);
        }
        if (ref.port() != 6) {
            return new Unknown("a state of " + node);
        }
        boolean second = node.op().equals("BlockLSTMV2");
        float clip = node.real("cell_clip", second ? 0 : 3);
        if (clip > 0) {
            throw network.refused(node, "expected no cell_clip, found " + clip);
        }
        network.requireZero(node, 2);
        network.requireZero(node, 3);
        int inputSize = steps.flow().size();
        Constant w = network.fixed(node, 4);
        int hidden = w.rank() == 2 ? w.shape()[1] / 4 : 0;
        if (hidden == 0 || w.shape()[0] != inputSize + hidden || w.shape()[1] != 4 * hidden) {
            throw network.refused(
                    node,
                    "expected a kernel [" + inputSize + " + hidden, 4 * hidden], found " + Arrays.toString(w.shape()));
        }
        float[] b = network.fixed(node, 8).values();
        if (b.length != 4 * hidden) {
            throw network.refused(node, "expected a bias of " + 4 * hidden + " values, found " + b.length);
        }
        // Ours: i o f c.
        int[] order = second ? new int[] {0, 3, 1, 2} : new int[] {0, 3, 2, 1};
        float[] kernel = new float[4 * hidden * inputSize];
        float[] recurrentKernel = new float[4 * hidden * hidden];
        float[] bias = new float[4 * hidden];
        for (int gate = 0; gate < 4; gate++) {
            for (int unit = 0; unit < hidden; unit++) {
                int column = order[gate] * hidden + unit;
                int row = gate * hidden + unit;
                bias[row] = b[column] + (gate == 2 && !second ? node.real("forget_bias", 1) : 0);
                for (int i = 0; i < inputSize; i++) {
                    kernel[row * inputSize + i] = w.values()[i * 4 * hidden + column];
                }
                for (int i = 0; i < hidden; i++) {
                    recurrentKernel[row * hidden + i] = w.values()[(inputSize + i) * 4 * hidden + column];
                }
            }
        }
        float[] peepholes = new float[0];
        if (node.flag("use_peephole")) {
            peepholes = new float[3 * hidden];
            for (int gate = 0; gate < 3; gate++) {
                // i o f
                float[] values = network.vector(node, network.fixed(node, gate == 0 ? 5 : gate == 1 ? 7 : 6), hidden);
                System.arraycopy(values, 0, peepholes, gate * hidden, hidden);
            }
        }
        w.tensor();
        network.fixed(node, 8).tensor();
        RecurrentWeights weights = new RecurrentWeights(
                new Matrix(4 * hidden, inputSize, kernel),
                new Matrix(4 * hidden, hidden, recurrentKernel),
                bias,
                new float[4 * hidden],
                peepholes);
        Recurrent layer =
                new Recurrent(Recurrent.Cell.LSTM, weights, null, Merge.CONCAT, Activation.TANH, Activation.SIGMOID);
        return new Steps(new Flow.Applied(steps.flow(), layer), Layout.TIME);
    }
}
