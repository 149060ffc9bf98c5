package dev.fastener.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pads stand only before or after a sentence: recurrent nodes stop at its end by sequence_lens. Where they may stand before
 * it, each row is first rotated to the left until its first step is no pad, and its emissions are rotated back; so such a
 * graph takes rows padded on either side, and all layers see pads on the right only.
 */
final class SidePads implements Pads {
    private final Nodes nodes;
    private final String input;
    private final int pad;
    private final boolean rotated;
    private @Nullable String lengths;
    private @Nullable String positions;
    private @Nullable String first;
    private @Nullable String rotation;
    private @Nullable String isReal;

    /** @param before whether pads may stand before a sentence */
    SidePads(String input, int pad, boolean before, Nodes nodes) {
        this.nodes = nodes;
        this.input = input;
        this.pad = pad;
        this.rotated = before;
    }

    @Override
    public String ids(String feature) {
        if (!rotated) {
            return feature;
        }
        if (rotation == null) {
            // The first of equal maxima: the first step that is no pad; 0 in a row of nothing but pads.
            first = nodes.add(
                    "ArgMax",
                    "pads.first",
                    List.of(Pads.steps(nodes, input, pad, Onnx.ElementType.INT32)),
                    GraphBuilder.integer("axis", 1),
                    GraphBuilder.integer("keepdims", 1));
            String from = nodes.add("Add", "pads.from", List.of(positions(), first));
            rotation = nodes.add("Mod", "pads.rotation", List.of(from, "pads.sequence"));
        }
        return nodes.add(
                "GatherElements", feature + ".rotated", List.of(feature, rotation), GraphBuilder.integer("axis", 1));
    }

    @Override
    public String lengths() {
        if (lengths == null) {
            String steps = rotated
                    ? nodes.add(
                            "GatherElements",
                            "pads.steps_rotated",
                            List.of("pads.steps", "pads.rotation"),
                            GraphBuilder.integer("axis", 1))
                    : Pads.steps(nodes, input, pad, Onnx.ElementType.INT32);
            // The last of equal maxima: the last step that is no pad; a row of nothing but pads counts as a sentence.
            String last = nodes.add(
                    "ArgMax",
                    "pads.last",
                    List.of(steps),
                    GraphBuilder.integer("axis", 1),
                    GraphBuilder.integer("keepdims", 0),
                    GraphBuilder.integer("select_last_index", 1));
            String count = nodes.add("Add", "pads.count", List.of(last, nodes.scalar("constant.one", 1)));
            lengths = nodes.add(
                    "Cast", "pads.lengths", List.of(count), Onnx.Attribute.of("to", Onnx.ElementType.INT32.code));
        }
        return lengths;
    }

    @Override
    public String compact(String path, String x) {
        return x;
    }

    @Override
    public String expand(String path, String y, boolean forward, boolean backward) {
        return y;
    }

    @Override
    public String zeroed(String path, String x) {
        if (isReal == null) {
            lengths();
            String column = nodes.add(
                    "Unsqueeze", "pads.position_column", List.of(positions(), nodes.constant("constant.axis_1", 1)));
            String inside = nodes.add("Less", "pads.inside", List.of(column, "pads.count"));
            String factor = nodes.add(
                    "Cast", "pads.factor", List.of(inside), Onnx.Attribute.of("to", Onnx.ElementType.FLOAT.code));
            isReal = nodes.add("Unsqueeze", "pads.is_real", List.of(factor, nodes.constant("constant.axis_2", 2)));
        }
        return nodes.add("Mul", path + ".real", List.of(x, isReal));
    }

    @Override
    public void output(String x, String name) {
        if (!rotated) {
            Pads.swapped(nodes, name, x);
            return;
        }
        String emissions = Pads.swapped(nodes, "pads.emissions", x);
        String difference = nodes.add("Sub", "pads.difference", List.of("pads.positions", "pads.first"));
        String back = nodes.add("Mod", "pads.back", List.of(difference, "pads.sequence"));
        String index = nodes.add("Unsqueeze", "pads.back_index", List.of(back, nodes.constant("constant.axis_2", 2)));
        nodes.add("GatherND", name, List.of(emissions, index), GraphBuilder.integer("batch_dims", 1));
    }

    private String positions() {
        if (positions == null) {
            positions = Pads.positions(nodes, input);
        }
        return positions;
    }
}
