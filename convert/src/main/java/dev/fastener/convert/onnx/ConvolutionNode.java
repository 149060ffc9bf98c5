package dev.fastener.convert.onnx;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.onnx.ForeignGraph.Node;
import dev.fastener.convert.onnx.Value.Floats;
import dev.fastener.model.Activation;
import dev.fastener.model.Convolution;
import dev.fastener.model.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A node Conv of ONNX as a layer of ours. Its kernel is [filters, values, width], or with a 1 before the width; ours is [width * values,
 * filters], tap by tap.
 */
final class ConvolutionNode {
    private final Node node;
    /** Refuses the node: what was expected, what was found. */
    private final BiFunction<String, String, ConversionException> refuse;

    ConvolutionNode(Node node, BiFunction<String, String, ConversionException> refuse) {
        this.node = node;
        this.refuse = refuse;
    }

    /**
     * @param inputs values of a step
     * @param places axes behind sentences and values: 1, or 2 of which the first has length 1
     * @param bias null where it has none
     * @param padBefore zeros that a Pad has put before the first step
     * @param padAfter and behind the last
     */
    Convolution layer(int inputs, int places, Floats kernel, @Nullable Floats bias, int padBefore, int padAfter) {
        int[] shape = kernel.shape();
        boolean fits = shape.length == places + 2
                && shape[1] == inputs
                && shape[0] > 0
                && shape[places + 1] > 0
                && (places == 1 || shape[2] == 1);
        if (!fits) {
            throw refuse.apply("a kernel [filters, " + inputs + ", width]", Arrays.toString(shape));
        }
        if (node.integer("group", 1) != 1
                || node.attribute("strides").ints().stream().anyMatch(stride -> stride != 1)) {
            throw refuse.apply("a convolution of all values, step by step", "groups or strides");
        }
        int filters = shape[0];
        int width = shape[places + 1];
        List<Long> dilations = node.attribute("dilations").ints();
        long dilation = dilations.isEmpty() ? 1 : dilations.get(dilations.size() - 1);
        if (dilation < 1 || (width - 1L) * dilation > 1 << 20) {
            throw refuse.apply("a dilation of at least 1", String.valueOf(dilation));
        }
        long reach = (width - 1L) * dilation;
        long before = padBefore;
        long after = padAfter;
        List<Long> pads = node.attribute("pads").ints();
        String automatic = node.text("auto_pad", "NOTSET");
        switch (automatic) {
            case "SAME_UPPER" -> {
                before += reach / 2;
                after += reach - reach / 2;
            }
            case "SAME_LOWER" -> {
                before += reach - reach / 2;
                after += reach / 2;
            }
            default -> {
                if (pads.size() == 2 * places) {
                    before += pads.get(places - 1);
                    after += pads.get(2 * places - 1);
                }
            }
        }
        boolean causal = before == reach && after == 0 && reach > 0;
        if (before + after != reach || !causal && before != reach / 2) {
            throw refuse.apply(
                    "as many steps out as in, by zeros on both sides (" + reach / 2 + " and " + (reach - reach / 2)
                            + ") or before alone",
                    before + " before and " + after + " behind");
        }
        float[] taps = new float[kernel.values().length];
        for (int filter = 0; filter < filters; filter++) {
            for (int value = 0; value < inputs; value++) {
                for (int tap = 0; tap < width; tap++) {
                    taps[(tap * inputs + value) * filters + filter] =
                            kernel.values()[(filter * inputs + value) * width + tap];
                }
            }
        }
        if (bias != null && bias.values().length != filters) {
            throw refuse.apply(filters + " biases", String.valueOf(bias.values().length));
        }
        return new Convolution(
                width,
                (int) dilation,
                causal,
                new Matrix(width * inputs, filters, taps),
                bias == null ? new float[filters] : bias.values(),
                Activation.LINEAR);
    }
}
