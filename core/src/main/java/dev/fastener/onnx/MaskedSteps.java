package dev.fastener.onnx;

import dev.fastener.model.PaddingRule.MaskedOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Masked steps can stand anywhere, as in a Keras model whose unknown id is its pad id: a recurrent layer's real steps are
 * moved together, computed, and moved back. A masked step's output is zero, or that of the last real step in the direction
 * of travel (zero before the first).
 */
final class MaskedSteps implements Pads {
    private final Nodes nodes;
    private final String input;
    private final int pad;
    private final MaskedOutput output;
    private boolean prepared;
    private @Nullable String factor;

    MaskedSteps(String input, int pad, MaskedOutput output, Nodes nodes) {
        this.nodes = nodes;
        this.input = input;
        this.pad = pad;
        this.output = output;
    }

    @Override
    public String ids(String feature) {
        return feature;
    }

    @Override
    public String lengths() {
        return "pads.lengths";
    }

    @Override
    public String compact(String path, String x) {
        prepare();
        String rows = Pads.swapped(nodes, path + ".rows", x);
        String compact = nodes.add(
                "GatherND", path + ".compact", List.of(rows, "pads.order"), GraphBuilder.integer("batch_dims", 1));
        return Pads.swapped(nodes, path + ".input", compact);
    }

    @Override
    public String expand(String path, String y, boolean forward, boolean backward) {
        if (forward != backward) {
            return expandOne(path, y, 0, forward);
        }
        return nodes.add(
                "Concat",
                path + ".expanded",
                List.of(expandOne(path, y, 0, true), expandOne(path, y, 1, false)),
                GraphBuilder.integer("axis", 1));
    }

    @Override
    public String zeroed(String path, String x) {
        prepare();
        if (factor == null) {
            String columns = nodes.add(
                    "Transpose", "pads.steps_by_row", List.of("pads.steps_float"), GraphBuilder.ints("perm", 1, 0));
            factor = nodes.add("Unsqueeze", "pads.is_real", List.of(columns, nodes.constant("constant.axis_2", 2)));
        }
        return nodes.add("Mul", path + ".real", List.of(x, factor));
    }

    @Override
    public void output(String x, String name) {
        Pads.swapped(nodes, name, x);
    }

    /** From one direction of y, [sequence, directions, batch, hidden], to [sequence, 1, batch, hidden]. */
    private String expandOne(String path, String y, int direction, boolean forward) {
        String way = forward ? "forward" : "backward";
        String name = path + "." + way;
        String steps = nodes.add(
                "Gather",
                name + ".steps",
                List.of(y, nodes.scalar("constant." + (direction == 0 ? "zero" : "one"), direction)),
                GraphBuilder.integer("axis", 1));
        String rows = Pads.swapped(nodes, name + ".rows", steps);
        String moved = nodes.add(
                "GatherND",
                name + ".moved",
                List.of(rows, "pads." + way + "_from"),
                GraphBuilder.integer("batch_dims", 1));
        String valid = nodes.add("Mul", name + ".valid", List.of(moved, "pads." + way + "_valid"));
        String bySteps = Pads.swapped(nodes, name + ".by_steps", valid);
        return nodes.add("Unsqueeze", name, List.of(bySteps, nodes.constant("constant.axis_1", 1)));
    }

    private void prepare() {
        if (prepared) {
            return;
        }
        prepared = true;
        String axis1 = nodes.constant("constant.axis_1", 1);
        String axis2 = nodes.constant("constant.axis_2", 2);
        String one = nodes.scalar("constant.one", 1);
        String zero = nodes.scalar("constant.zero", 0);
        String steps = Pads.steps(nodes, input, pad, Onnx.ElementType.INT64);
        String stepsFloat = cast("pads.steps_float", steps, Onnx.ElementType.FLOAT);
        String positions = Pads.positions(nodes, input);

        String total = nodes.add("ReduceSum", "pads.total", List.of(steps, axis1), GraphBuilder.integer("keepdims", 0));
        // A recurrent node wants at least one step; what it gives for a row without any is then left out as not valid.
        String count = nodes.add("Max", "pads.count", List.of(total, one));
        cast("pads.lengths", count, Onnx.ElementType.INT32);

        // Real steps first, each kind in its order: sorted by (real, -position), whose values are all different.
        String weighted = nodes.add("Mul", "pads.weighted", List.of(steps, "pads.sequence"));
        String key = nodes.add("Sub", "pads.key", List.of(weighted, positions));
        String most =
                nodes.add("Unsqueeze", "pads.most", List.of("pads.sequence", nodes.constant("constant.axis_0", 0)));
        String order =
                nodes.addForSecond("TopK", "pads.order_flat", List.of(key, most), GraphBuilder.integer("axis", 1));
        nodes.add("Unsqueeze", "pads.order", List.of(order, axis2));

        // The k-th real step of a row stands at place k of the moved row.
        String until = nodes.add("CumSum", "pads.until", List.of(steps, one));
        String previous = nodes.add("Sub", "pads.previous", List.of(until, one));
        String next = nodes.add("Sub", "pads.next", List.of(until, steps));
        String last = nodes.add("Sub", "pads.last", List.of("pads.sequence", one));
        String forwardFrom = nodes.add("Max", "pads.forward_place", List.of(previous, zero));
        String backwardFrom = nodes.add("Min", "pads.backward_place", List.of(next, last));
        nodes.add("Unsqueeze", "pads.forward_from", List.of(forwardFrom, axis2));
        nodes.add("Unsqueeze", "pads.backward_from", List.of(backwardFrom, axis2));

        String forwardValid = stepsFloat;
        String backwardValid = stepsFloat;
        if (output == MaskedOutput.REPEATED) {
            String seen = nodes.add("Greater", "pads.seen", List.of(until, zero));
            forwardValid = cast("pads.seen_float", seen, Onnx.ElementType.FLOAT);
            String totals = nodes.add("Unsqueeze", "pads.totals", List.of(total, axis1));
            String ahead = nodes.add("Less", "pads.ahead", List.of(next, totals));
            backwardValid = cast("pads.ahead_float", ahead, Onnx.ElementType.FLOAT);
        }
        nodes.add("Unsqueeze", "pads.forward_valid", List.of(forwardValid, axis2));
        nodes.add("Unsqueeze", "pads.backward_valid", List.of(backwardValid, axis2));
    }

    private String cast(String name, String value, Onnx.ElementType type) {
        return nodes.add("Cast", name, List.of(value), Onnx.Attribute.of("to", type.code));
    }
}
