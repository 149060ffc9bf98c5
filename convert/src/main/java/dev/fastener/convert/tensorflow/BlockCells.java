package dev.fastener.convert.tensorflow;

import dev.fastener.convert.tensorflow.Form.Columns;
import dev.fastener.convert.tensorflow.Graph.Node;
import dev.fastener.convert.tensorflow.StepReader.Parts;
import dev.fastener.convert.tensorflow.StepReader.StepValue;
import dev.fastener.convert.tensorflow.StepReader.Vector;
import dev.fastener.model.Activation;
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
        cell = step.value(new Graph.Ref(node.name(), 1)) instanceof Vector same ? same.form() : cell;
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
}
