package dev.fastener.convert.keras;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.keras.Signal.Node;
import dev.fastener.model.Activation;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Merge;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.Recurrent;
import dev.fastener.model.Recurrent.Cell;
import dev.fastener.model.RecurrentWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network of which a mask reaches some recurrent layers, while others or its CRF see the pads, as one that sees its pads everywhere. The
 * embedding gets one more value, 1 for id 0 alone, and the masked layers weights for it that close their gates: at pads they give
 * zeros, and their state stays what it was at the beginning.
 *
 * <p>That is what their mask does where pads stand together at one end of a row. For the direction that meets them first the state
 * is zero before and after; the other one ends in them. With i, o and f the pre-activations of an LSTM's gates, c' = sigmoid(f) c +
 * sigmoid(i) g and h' = sigmoid(o) tanh(c') are 0 to 1e-28 for c = 0 and i, o below -64; a GRU's h' = z h + (1 - z) g is 0 to
 * 1e-28 for z and r below -64 and g(0) = 0.
 */
final class MaskAsInput {
    /** Below this a sigmoid is under 1e-27, above the negative of it it is 1; hard sigmoids end long before. */
    private static final double CLOSED = 64;

    private final String file;
    private final List<Matrix> embeddings;
    private final Map<Layer, MaskedOutput> masked;
    private final Map<Node, Node> rebuilt = new IdentityHashMap<>();
    /** What became of each embedding. */
    private final Role[] roles;

    /** What an embedding is for those that read it. */
    private enum Role {
        UNREAD,
        /** It has the new value; masked layers read it first of all. */
        MARKED,
        /** It stands behind one with the new value. */
        BEHIND,
        /** Something else than a masked layer reads it. */
        SEEN
    }

    /**
     * @param embeddings [ids, dimension] of each input
     * @param masked recurrent layers that a mask reached, with what they give at masked steps
     */
    MaskAsInput(String file, List<Matrix> embeddings, Map<Layer, MaskedOutput> masked) {
        this.file = file;
        this.embeddings = new ArrayList<>(embeddings);
        this.masked = masked;
        this.roles = new Role[embeddings.size()];
        Arrays.fill(roles, Role.UNREAD);
    }

    /**
     * {@code output} with the masked layers' new weights.
     *
     * @throws ConversionException where a masked layer doesn't read embeddings straight, or gives no zeros at masked steps
     */
    Node rebuild(Node output) {
        return of(output);
    }

    /** With the new columns, and zeros for id 0. */
    List<Matrix> embeddings() {
        return embeddings;
    }

    private Node of(Node node) {
        Node known = rebuilt.get(node);
        if (known == null) {
            known = anew(node);
            rebuilt.put(node, known);
        }
        return known;
    }

    private Node anew(Node node) {
        if (node instanceof Node.Embedded embedded) {
            take(embedded.input(), Role.SEEN);
            return node;
        } else if (node instanceof Node.Merged merged) {
            return new Node.Merged(
                    merged.how(), merged.parts().stream().map(this::of).toList());
        }
        Node.Applied applied = (Node.Applied) node;
        MaskedOutput output = masked.get(applied.layer());
        if (output == null) {
            return new Node.Applied(applied.layer(), of(applied.from()));
        }
        if (output != MaskedOutput.ZERO) {
            throw refuse("one that a mask reaches repeats its last output at masked steps, which later layers see; in a"
                    + " Bidirectional, or with zero_output_for_mask=True, it gives zeros there");
        }
        return new Node.Applied(closing((Recurrent) applied.layer(), applied.from()), applied.from());
    }

    private boolean take(int input, Role role) {
        if (roles[input] != Role.UNREAD && roles[input] != role) {
            throw refuse("its embedding is read by another layer in another way");
        }
        boolean first = roles[input] == Role.UNREAD;
        roles[input] = role;
        return first;
    }

    /** {@code layer} with a column for the new value of the first embedding that it reads. */
    private Recurrent closing(Recurrent layer, Node from) {
        if (layer.activation() != Activation.TANH) {
            throw refuse("one that a mask reaches has another activation than tanh");
        }
        List<Integer> inputs = inputs(from);
        int first = inputs.get(0);
        if (take(first, Role.MARKED)) {
            embeddings.set(first, withMark(embeddings.get(first)));
        }
        for (int input : inputs.subList(1, inputs.size())) {
            take(input, Role.BEHIND);
            embeddings.set(input, withoutPad(embeddings.get(input)));
        }
        int column = embeddings.get(first).columns() - 1;
        return new Recurrent(
                layer.cell(),
                closing(layer.cell(), layer.forward(), column),
                closing(layer.cell(), layer.backward(), column),
                layer.merge(),
                layer.activation(),
                layer.recurrentActivation());
    }

    private List<Integer> inputs(Node from) {
        if (from instanceof Node.Embedded embedded) {
            return List.of(embedded.input());
        }
        List<Integer> inputs = new ArrayList<>();
        if (from instanceof Node.Merged merged && merged.how() == Merge.CONCAT) {
            for (Node part : merged.parts()) {
                if (part instanceof Node.Embedded embedded) {
                    inputs.add(embedded.input());
                } else {
                    throw refuse("one that a mask reaches doesn't read embeddings straight");
                }
            }
            return inputs;
        }
        throw refuse("one that a mask reaches doesn't read embeddings straight");
    }

    /** One column more: 1 for id 0, which has zeros else. */
    private static Matrix withMark(Matrix embedding) {
        int columns = embedding.columns() + 1;
        float[] values = new float[embedding.rows() * columns];
        for (int row = 1; row < embedding.rows(); row++) {
            System.arraycopy(embedding.values(), row * embedding.columns(), values, row * columns, embedding.columns());
        }
        values[columns - 1] = 1;
        return new Matrix(embedding.rows(), columns, values);
    }

    private static Matrix withoutPad(Matrix embedding) {
        float[] values = embedding.values().clone();
        Arrays.fill(values, 0, embedding.columns(), 0);
        return new Matrix(embedding.rows(), embedding.columns(), values);
    }

    private static @Nullable RecurrentWeights closing(Cell cell, @Nullable RecurrentWeights weights, int column) {
        if (weights == null) {
            return null;
        }
        Matrix kernel = weights.kernel();
        int hidden = weights.hiddenSize();
        float[] values = new float[kernel.rows() * (kernel.columns() + 1)];
        for (int row = 0; row < kernel.rows(); row++) {
            int from = row * kernel.columns();
            int to = row * (kernel.columns() + 1);
            System.arraycopy(kernel.values(), from, values, to, column);
            System.arraycopy(kernel.values(), from + column, values, to + column + 1, kernel.columns() - column);
            values[to + column] = (float) mark(cell, weights, row, row / hidden);
        }
        return new RecurrentWeights(
                new Matrix(kernel.rows(), kernel.columns() + 1, values),
                weights.recurrentKernel(),
                weights.bias(),
                weights.recurrentBias(),
                weights.peepholes());
    }

    /** What a pad adds to one gate of one unit; gates in ONNX's order, i o f c and z r h. */
    private static double mark(Cell cell, RecurrentWeights weights, int row, int gate) {
        if (gate < 2) {
            return -CLOSED - mostOf(weights, row);
        } else if (cell == Cell.LSTM) {
            return 0;
        }
        // The candidate's own offset, so that it is g(0); what reset closes counts for nothing.
        return -weights.bias()[row] - (cell == Cell.GRU_RESET_BEFORE ? weights.recurrentBias()[row] : 0);
    }

    /** What the biases and a state within -1 and 1 can add. */
    private static double mostOf(RecurrentWeights weights, int row) {
        int hidden = weights.hiddenSize();
        double most = Math.abs(weights.bias()[row]) + Math.abs(weights.recurrentBias()[row]);
        for (int unit = 0; unit < hidden; unit++) {
            most += Math.abs(weights.recurrentKernel().values()[row * hidden + unit]);
        }
        return most;
    }

    private ConversionException refuse(String reason) {
        return new ConversionException(
                file + ": a mask reaches some recurrent layers and not others, as a layer between"
                        + " them drops it or an embedding has none, and " + reason + "; this is not supported");
    }
}
