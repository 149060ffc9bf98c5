package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.tensorflow.Graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes the few operations that stand between the arrays of a file and their use: shapes, and tables put together. A few bytes may ask
 * for much work, so what all operations of a graph compute is counted and bounded.
 */
final class Folding {
    private static final int LONGEST_RANGE = 1 << 16;
    /** Numbers that a graph may compute beside some for each of its bytes. */
    private static final long WORK = 1L << 25;

    private static final int WORK_PER_BYTE = 4;

    private final String file;
    private long work;

    /** @param fileBytes size of the graph */
    Folding(String file, long fileBytes) {
        this.file = file;
        this.work = WORK + WORK_PER_BYTE * fileBytes;
    }

    /** More may be computed with an array that was read from a file of its own. */
    Constant read(Constant array) {
        work += 4L * WORK_PER_BYTE * array.values().length;
        return array;
    }

    /** Counts {@code numbers} that are about to be computed. */
    void spend(long numbers) {
        work -= numbers;
        if (work < 0) {
            throw new ConversionException(
                    file + ": expected a graph whose arrays are in proportion to its size, found more to be computed");
        }
    }

    /** What {@code node} gives for these arrays; null where it isn't one of the few. */
    @Nullable
    Constant fold(Node node, List<Constant> inputs, int port) {
        if (inputs.isEmpty() || inputs.size() < arity(node.op())) {
            return null;
        }
        for (Constant input : inputs) {
            spend(input.values().length);
        }
        Constant folded = compute(node, inputs, port);
        return folded == null ? null : folded.withName(name(node, inputs));
    }

    private static int arity(String op) {
        return switch (op) {
            case "StridedSlice" -> 4;
            case "Range", "SplitV" -> 3;
            case "ConcatV2",
                    "Reshape",
                    "ExpandDims",
                    "Transpose",
                    "Split",
                    "Add",
                    "AddV2",
                    "BiasAdd",
                    "Sub",
                    "Mul",
                    "RealDiv" -> 2;
            default -> 1;
        };
    }

    /** The largest input's name: that is the variable. */
    private static String name(Node node, List<Constant> inputs) {
        Constant largest = inputs.get(0);
        for (Constant input : inputs) {
            largest = input.values().length > largest.values().length ? input : largest;
        }
        return largest.name().isEmpty() ? node.name() : largest.name();
    }

    private static @Nullable Constant compute(Node node, List<Constant> in, int port) {
        Constant first = in.get(0);
        return switch (node.op()) {
            case "ConcatV2" ->
                concat(
                        in.subList(0, in.size() - 1),
                        Math.round(in.get(in.size() - 1).scalar()));
            case "Range" -> range(first.scalar(), in.get(1).scalar(), in.get(2).scalar());
            case "Rank" -> Constant.scalar(first.rank());
            case "Shape" -> {
                float[] sizes = new float[first.rank()];
                for (int i = 0; i < sizes.length; i++) {
                    sizes[i] = first.shape()[i];
                }
                yield Constant.vector(sizes);
            }
            case "Pack" -> {
                float[] values = new float[in.size()];
                for (int i = 0; i < values.length; i++) {
                    if (!in.get(i).isScalar()) {
                        yield null;
                    }
                    values[i] = in.get(i).scalar();
                }
                yield Constant.vector(values);
            }
            case "Reshape" -> reshaped(first, in.get(1).ints());
            case "ExpandDims" -> {
                int axis = Math.round(in.get(1).scalar());
                int[] shape = new int[first.rank() + 1];
                int at = axis < 0 ? axis + shape.length : axis;
                if (at < 0 || at >= shape.length) {
                    yield null;
                }
                for (int i = 0, j = 0; i < shape.length; i++) {
                    shape[i] = i == at ? 1 : first.shape()[j++];
                }
                yield new Constant("", shape, first.values());
            }
            case "Squeeze" ->
                new Constant(
                        "",
                        Arrays.stream(first.shape()).filter(size -> size != 1).toArray(),
                        first.values());
            case "Transpose" ->
                first.rank() == 2 && Arrays.equals(in.get(1).ints(), new int[] {1, 0}) ? first.transposed() : null;
            case "Split", "SplitV", "Unpack" -> part(node, in, port);
            case "StridedSlice" -> slice(node, in);
            case "Add", "AddV2", "BiasAdd", "Sub", "Mul", "RealDiv", "Sqrt", "Rsqrt", "Neg" -> arithmetic(node, in);
            default -> null;
        };
    }

    private static @Nullable Constant concat(List<Constant> parts, int axis) {
        int rank = parts.get(0).rank();
        if (axis != 0 && axis != -rank) {
            return null;
        }
        int[] shape = parts.get(0).shape().clone();
        long length = 0;
        long rows = 0;
        for (Constant part : parts) {
            if (part.rank() != rank || rank == 0 || !Arrays.equals(shape, 1, rank, part.shape(), 1, rank)) {
                return null;
            }
            rows += part.shape()[0];
            length += part.values().length;
        }
        if (length > Integer.MAX_VALUE - 8 || rows > Integer.MAX_VALUE) {
            return null;
        }
        float[] values = new float[(int) length];
        int to = 0;
        for (Constant part : parts) {
            System.arraycopy(part.values(), 0, values, to, part.values().length);
            to += part.values().length;
        }
        shape[0] = (int) rows;
        return new Constant("", shape, values);
    }

    private static @Nullable Constant range(float start, float limit, float delta) {
        double count = delta == 0 ? -1 : Math.ceil((limit - start) / (double) delta);
        if (!(count >= 0 && count <= LONGEST_RANGE)) {
            return null;
        }
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = start + i * delta;
        }
        return Constant.vector(values);
    }

    private static @Nullable Constant reshaped(Constant constant, int[] sizes) {
        int[] shape = sizes.clone();
        long known = 1;
        int open = -1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == -1 && open < 0) {
                open = i;
            } else if (shape[i] < 0 || (known *= shape[i]) > Integer.MAX_VALUE) {
                return null;
            }
        }
        if (open >= 0 && known > 0) {
            shape[open] = (int) (constant.values().length / known);
            known *= shape[open];
        }
        return known == constant.values().length ? new Constant("", shape, constant.values()) : null;
    }

    /** One of the parts of a vector, or of a matrix' columns or rows. */
    private static @Nullable Constant part(Node node, List<Constant> in, int port) {
        boolean unpack = node.op().equals("Unpack");
        Constant whole = node.op().equals("Split") ? in.get(1) : in.get(0);
        int axis = unpack
                ? (int) node.number("axis")
                : Math.round(in.get(node.op().equals("Split") ? 0 : 2).scalar());
        int at = axis < 0 ? axis + whole.rank() : axis;
        long parts = node.number(unpack ? "num" : "num_split");
        if (at < 0 || at >= whole.rank() || parts < 1 || parts > whole.values().length || port >= parts) {
            return null;
        }
        int axisSize = whole.shape()[at];
        if (unpack && parts != axisSize) {
            return null;
        }
        int from = 0;
        int size = (int) (axisSize / parts);
        if (node.op().equals("SplitV")) {
            int[] sizes = in.get(1).ints();
            if (sizes.length != parts) {
                return null;
            }
            for (int i = 0; i <= port; i++) {
                if (sizes[i] < 0 || sizes[i] > axisSize - from) {
                    return null;
                }
                from += i < port ? sizes[i] : 0;
            }
            size = sizes[port];
        } else {
            from = port * size;
        }
        if (size < 0 || from < 0 || from + size > axisSize) {
            return null;
        }
        int inner = 1;
        for (int i = at + 1; i < whole.rank(); i++) {
            inner *= whole.shape()[i];
        }
        int outer = axisSize * inner == 0 ? 0 : whole.values().length / (axisSize * inner);
        float[] values = new float[outer * size * inner];
        for (int i = 0; i < outer; i++) {
            System.arraycopy(whole.values(), (i * axisSize + from) * inner, values, i * size * inner, size * inner);
        }
        int[] shape = whole.shape().clone();
        shape[at] = size;
        if (unpack) {
            shape = Arrays.stream(shape).limit(at).toArray();
            int[] rest = Arrays.copyOfRange(whole.shape(), at + 1, whole.rank());
            int[] joined = Arrays.copyOf(shape, shape.length + rest.length);
            System.arraycopy(rest, 0, joined, shape.length, rest.length);
            shape = joined;
        }
        return new Constant("", shape, values);
    }

    /** x[a:b], x[i] and x[:, a:b], steps of 1. */
    private static @Nullable Constant slice(Node node, List<Constant> in) {
        Constant whole = in.get(0);
        int[] begin = in.get(1).ints();
        int[] end = in.get(2).ints();
        boolean plain = in.get(3).isAll(1) && node.number("ellipsis_mask") == 0 && node.number("new_axis_mask") == 0;
        if (!plain
                || whole.values().length == 0
                || begin.length > whole.rank()
                || begin.length != end.length
                || whole.rank() > 2) {
            return null;
        }
        int[] from = new int[2];
        int[] to = {1, 1};
        List<Integer> kept = new ArrayList<>();
        for (int axis = 0; axis < whole.rank(); axis++) {
            int size = whole.shape()[axis];
            int at = axis + 2 - whole.rank();
            boolean given = axis < begin.length;
            boolean one = given && (node.number("shrink_axis_mask") >> axis & 1) != 0;
            from[at] = given && (node.number("begin_mask") >> axis & 1) == 0 ? place(begin[axis], size) : 0;
            to[at] = given && (node.number("end_mask") >> axis & 1) == 0 ? place(end[axis], size) : size;
            if (one) {
                to[at] = from[at] + 1;
            } else {
                kept.add(Math.max(0, to[at] - from[at]));
            }
            if (from[at] < 0 || to[at] > size || to[at] < from[at]) {
                return null;
            }
        }
        int columns = whole.rank() == 0 ? 1 : whole.shape()[whole.rank() - 1];
        float[] values = new float[(to[0] - from[0]) * (to[1] - from[1])];
        for (int row = from[0], at = 0; row < to[0]; row++) {
            for (int column = from[1]; column < to[1]; column++) {
                values[at++] = whole.values()[row * columns + column];
            }
        }
        return new Constant("", kept.stream().mapToInt(Integer::intValue).toArray(), values);
    }

    private static int place(int index, int size) {
        return Math.min(index < 0 ? index + size : index, size);
    }

    private static @Nullable Constant arithmetic(Node node, List<Constant> in) {
        Constant a = in.get(0);
        Constant b = in.size() > 1 ? in.get(1) : a;
        Constant wide = a.values().length >= b.values().length ? a : b;
        int n = wide.values().length;
        int na = a.values().length;
        int nb = b.values().length;
        // A scalar, equal shapes, or a vector along the last axis.
        if (na == 0 || nb == 0 || n % na != 0 || n % nb != 0) {
            return null;
        }
        Constant narrow = wide == a ? b : a;
        int tail = narrow.values().length;
        if (tail != 1 && tail != n && (wide.rank() == 0 || wide.shape()[wide.rank() - 1] != tail)) {
            return null;
        }
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            float x = a.values()[i % na];
            float y = b.values()[i % nb];
            values[i] = switch (node.op()) {
                case "Sub" -> x - y;
                case "Mul" -> x * y;
                case "RealDiv" -> x / y;
                case "Sqrt" -> (float) Math.sqrt(x);
                case "Rsqrt" -> (float) (1 / Math.sqrt(x));
                case "Neg" -> -x;
                default -> x + y;
            };
        }
        return new Constant("", wide.shape(), values);
    }
}
