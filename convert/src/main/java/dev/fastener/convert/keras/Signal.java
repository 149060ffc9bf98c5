package dev.fastener.convert.keras;

import dev.fastener.model.Layer;
import dev.fastener.model.Merge;
import java.util.List;

/** What a tensor of a source's graph is for a tagger. */
sealed interface Signal {
    /** Ids of an input, not yet looked up. */
    record Ids(int input) implements Signal {}

    /**
     * Text of an input, not yet cut and looked up.
     *
     * @param width strings of a row; 0 for any number
     */
    record Texts(int input, int width) implements Signal {}

    /** A truth value per step; {@code some} where pads are false in it. */
    record Mask(boolean some) implements Signal {}

    /**
     * Values per step.
     *
     * @param size values of a step
     * @param masked whether Keras passes the mask on with them
     * @param zeroAtMasked whether the values at masked steps are zeros
     * @param reversed whether the last step stands first (go_backwards)
     */
    record Steps(Node node, int size, boolean masked, boolean zeroAtMasked, boolean reversed) implements Signal {
        /** These steps with or without their mask. */
        Steps withMask(boolean hasMask) {
            return new Steps(node, size, hasMask, zeroAtMasked, reversed);
        }

        /** These steps after {@code layer}. */
        Steps then(Layer layer, boolean staysMasked, boolean zeroAfter) {
            return new Steps(new Node.Applied(layer, node), layer.outputSize(), staysMasked, zeroAfter, reversed);
        }
    }

    /** How values come about; each node may be read several times. */
    sealed interface Node {
        /** The embedding of an input. */
        record Embedded(int input) implements Node {}

        /** A layer over another node. */
        record Applied(Layer layer, Node from) implements Node {}

        /** Several nodes, step by step. */
        record Merged(Merge how, List<Node> parts) implements Node {}
    }
}
