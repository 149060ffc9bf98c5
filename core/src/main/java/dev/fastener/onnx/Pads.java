package dev.fastener.onnx;

import dev.fastener.model.Feature;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules.Side;
import java.util.List;

/** The nodes that make each row of a padded batch equal to the same sentence alone. Methods return names of values. */
interface Pads {
    static Pads of(TaggerModel model, Nodes nodes) {
        Feature first = model.features().get(0);
        PaddingRule rule = model.text().padding();
        if (rule instanceof PaddingRule.Visible) {
            return new VisiblePads(nodes);
        }
        int pad = first.vocabulary().padId();
        if (rule instanceof PaddingRule.Masked masked && first.vocabulary().padIsText()) {
            return new MaskedSteps(first.name(), pad, masked.output(), nodes);
        }
        return new SidePads(first.name(), pad, model.text().padSide() == Side.PRE, nodes);
    }

    /** The ids of {@code feature} that the network reads, [batch, sequence]. */
    String ids(String feature);

    /** Steps of each row that a recurrent node computes, int32 [batch]; an empty name where it computes all. */
    String lengths();

    /** The input of a recurrent node, [sequence, batch, size], from that of the layer. */
    String compact(String path, String x);

    /** The output of a recurrent layer, [sequence, directions, batch, hidden], from that of the node. */
    String expand(String path, String y, boolean forward, boolean backward);

    /** {@code x}, [sequence, batch, size], with zeros at the pads. */
    String zeroed(String path, String x);

    /** Gives the emissions {@code x}, [sequence, batch, tags], out as {@code name}, [batch, sequence, tags]. */
    void output(String x, String name);

    /** From [sequence, batch, size] to [batch, sequence, size] or back. */
    static String swapped(Nodes nodes, String name, String x) {
        return nodes.add("Transpose", name, List.of(x), GraphBuilder.ints("perm", 1, 0, 2));
    }

    /** 0 to sequence - 1, int64 [sequence]. */
    static String positions(Nodes nodes, String input) {
        String shape = nodes.add("Shape", "pads.shape", List.of(input));
        String length = nodes.add("Gather", "pads.sequence", List.of(shape, nodes.scalar("constant.one", 1)));
        return nodes.add(
                "Range",
                "pads.positions",
                List.of(nodes.scalar("constant.zero", 0), length, nodes.scalar("constant.one", 1)));
    }

    /** 1 at each id of {@code input} that isn't {@code pad}, else 0, [batch, sequence]. */
    static String steps(Nodes nodes, String input, int pad, Onnx.ElementType type) {
        String isPad = nodes.add("Equal", "pads.is_pad", List.of(input, nodes.scalar32("constant.pad", pad)));
        String isStep = nodes.add("Not", "pads.is_step", List.of(isPad));
        return nodes.add("Cast", "pads.steps", List.of(isStep), Onnx.Attribute.of("to", type.code));
    }
}
