package dev.fastener.convert.graph;

import dev.fastener.convert.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The operations of a graph or of a function's body while they are put together. The methods have TensorFlow's names and add
 * one operation with its constants each.
 */
final class Block {
    private final boolean function;
    private final String scope;
    private final List<Node> nodes;
    /** Operations of each name so far. */
    private final Map<String, Integer> numbers;

    private Block(boolean function, String scope, List<Node> nodes, Map<String, Integer> numbers) {
        this.function = function;
        this.scope = scope;
        this.nodes = nodes;
        this.numbers = numbers;
    }

    static Block ofGraph() {
        return new Block(false, "", new ArrayList<>(), new HashMap<>());
    }

    static Block ofFunction() {
        return new Block(true, "", new ArrayList<>(), new HashMap<>());
    }

    /** The same block, what is added having names that begin with {@code name}. */
    Block in(String name) {
        return new Block(function, scope + name + "/", nodes, numbers);
    }

    List<Node> nodes() {
        return nodes;
    }

    /** How an operation of this block names {@code value} among its inputs. */
    String reference(Value value) {
        if (value.output().isEmpty()) {
            return value.name();
        }
        if (function) {
            return value.name() + ":" + value.output() + ":" + value.index();
        }
        return value.index() == 0 ? value.name() : value.name() + ":" + value.index();
    }

    /** @param output name of what it gives, as the operation's definition has it */
    private Value add(String operation, String output, Type type, Attributes attributes, List<Value> inputs) {
        return add(operation, operation, output, type, attributes, inputs);
    }

    private Value add(
            String name, String operation, String output, Type type, Attributes attributes, List<Value> inputs) {
        String unique = unique(name);
        nodes.add(
                Node.of(unique, operation, inputs.stream().map(this::reference).toList(), attributes));
        return new Value(unique, output, 0, type);
    }

    private String unique(String name) {
        int number = numbers.merge(scope + name, 1, Integer::sum);
        return scope + name + (number == 1 ? "" : "_" + (number - 1));
    }

    Value placeholder(String name) {
        Attributes attributes = new Attributes().type("dtype", Type.INT32).shape("shape", List.of(-1, -1));
        return add(name, "Placeholder", "output", Type.INT32, attributes, List.of());
    }

    /** A scalar. */
    Value constant(int value) {
        return constant(new int[] {value}, List.of());
    }

    Value vector(int... values) {
        return constant(values, List.of(values.length));
    }

    private Value constant(int[] values, List<Integer> shape) {
        String name = unique("Const");
        nodes.add(Node.constant(name, values, shape));
        return new Value(name, "output", 0, Type.INT32);
    }

    Value constant(float value) {
        String name = unique("Const");
        nodes.add(Node.scalar(name, value));
        return new Value(name, "output", 0, Type.FLOAT);
    }

    /** @param values row-major */
    Value weight(String name, float[] values, List<Integer> shape) {
        String unique = unique(name);
        nodes.add(Node.weight(unique, values, shape));
        return new Value(unique, "output", 0, Type.FLOAT);
    }

    Value weight(String name, Tensor tensor) {
        return weight(
                name, tensor.values(), Arrays.stream(tensor.shape()).boxed().toList());
    }

    Value identity(Value x) {
        return identity("Identity", x);
    }

    Value identity(String name, Value x) {
        return add(name, "Identity", "output", x.type(), typed(x), List.of(x));
    }

    Value gather(Value table, Value ids) {
        Attributes attributes = new Attributes()
                .type("Tparams", table.type())
                .type("Tindices", ids.type())
                .type("Taxis", Type.INT32)
                .number("batch_dims", 0);
        return add("GatherV2", "output", table.type(), attributes, List.of(table, ids, constant(0)));
    }

    Value notEqual(Value x, Value y) {
        return add("NotEqual", "z", Type.BOOL, typed(x).flag("incompatible_shape_error", true), List.of(x, y));
    }

    Value less(Value x, Value y) {
        return add("Less", "z", Type.BOOL, typed(x), List.of(x, y));
    }

    Value transpose(Value x, Value order) {
        return add("Transpose", "y", x.type(), typed(x).type("Tperm", Type.INT32), List.of(x, order));
    }

    Value shape(Value x) {
        return add("Shape", "output", Type.INT32, typed(x).type("out_type", Type.INT32), List.of(x));
    }

    /** The first of the first axis. */
    Value first(Value x) {
        Attributes attributes = typed(x).type("Index", Type.INT32)
                .number("begin_mask", 0)
                .number("end_mask", 0)
                .number("ellipsis_mask", 0)
                .number("new_axis_mask", 0)
                .number("shrink_axis_mask", 1);
        return add("StridedSlice", "output", x.type(), attributes, List.of(x, vector(0), vector(1), vector(1)));
    }

    Value expandDims(Value x, int axis) {
        return add("ExpandDims", "output", x.type(), typed(x).type("Tdim", Type.INT32), List.of(x, constant(axis)));
    }

    Value pack(Value... scalars) {
        Attributes attributes = typed(scalars[0]).number("N", scalars.length).number("axis", 0);
        return add("Pack", "output", scalars[0].type(), attributes, List.of(scalars));
    }

    /** The first of {@code count} slices along the first axis. */
    Value unpack(Value x, int count) {
        return add("Unpack", "output", x.type(), typed(x).number("num", count).number("axis", 0), List.of(x));
    }

    Value zeros(Value shape) {
        Value zero = constant(0f);
        Attributes attributes = typed(zero).type("index_type", Type.INT32);
        return add("Fill", "output", Type.FLOAT, attributes, List.of(shape, zero));
    }

    Value zerosLike(Value x) {
        return add("ZerosLike", "y", x.type(), typed(x), List.of(x));
    }

    Value matMul(Value a, Value b) {
        Attributes attributes = typed(a).flag("transpose_a", false).flag("transpose_b", false);
        return add("MatMul", "product", a.type(), attributes, List.of(a, b));
    }

    Value biasAdd(Value x, Value bias) {
        return add("BiasAdd", "output", x.type(), typed(x).text("data_format", "NHWC"), List.of(x, bias));
    }

    Value add(Value x, Value y) {
        return add("AddV2", "z", x.type(), typed(x), List.of(x, y));
    }

    Value subtract(Value x, Value y) {
        return add("Sub", "z", x.type(), typed(x), List.of(x, y));
    }

    Value multiply(Value x, Value y) {
        return add("Mul", "z", x.type(), typed(x), List.of(x, y));
    }

    Value sigmoid(Value x) {
        return add("Sigmoid", "y", x.type(), typed(x), List.of(x));
    }

    Value tanh(Value x) {
        return add("Tanh", "y", x.type(), typed(x), List.of(x));
    }

    /** The first of {@code count} equal parts of the second axis. */
    Value split(Value x, int count) {
        return add("Split", "output", x.type(), typed(x).number("num_split", count), List.of(constant(1), x));
    }

    Value tile(Value x, Value times) {
        return add("Tile", "output", x.type(), typed(x).type("Tmultiples", Type.INT32), List.of(x, times));
    }

    Value select(Value condition, Value then, Value otherwise) {
        return add("SelectV2", "output", then.type(), typed(then), List.of(condition, then, otherwise));
    }

    Value reverse(Value x, int axis) {
        return add("ReverseV2", "output", x.type(), typed(x).type("Tidx", Type.INT32), List.of(x, vector(axis)));
    }

    Value concat(List<Value> parts, int axis) {
        Attributes attributes = typed(parts.get(0)).number("N", parts.size()).type("Tidx", Type.INT32);
        List<Value> inputs =
                Stream.concat(parts.stream(), Stream.of(constant(axis))).toList();
        return add("ConcatV2", "output", parts.get(0).type(), attributes, inputs);
    }

    /** The product of a vector. */
    Value product(Value x) {
        Attributes attributes = typed(x).type("Tidx", Type.INT32).flag("keep_dims", false);
        return add("Prod", "output", x.type(), attributes, List.of(x, vector(0)));
    }

    Value reshape(Value x, Value shape) {
        return add("Reshape", "output", x.type(), typed(x).type("Tshape", Type.INT32), List.of(x, shape));
    }

    /** A list of {@code size} tensors to come. */
    Value listReserve(Value elementShape, Value size) {
        Attributes attributes =
                new Attributes().type("element_dtype", Type.FLOAT).type("shape_type", Type.INT32);
        return add("TensorListReserve", "handle", Type.VARIANT, attributes, List.of(elementShape, size));
    }

    /** The slices along the first axis. */
    Value listFromTensor(Value x, Value elementShape) {
        Attributes attributes = new Attributes().type("element_dtype", x.type()).type("shape_type", Type.INT32);
        return add("TensorListFromTensor", "output_handle", Type.VARIANT, attributes, List.of(x, elementShape));
    }

    Value listItem(Value list, Value index, Value elementShape, Type type) {
        Attributes attributes = new Attributes().type("element_dtype", type);
        return add("TensorListGetItem", "item", type, attributes, List.of(list, index, elementShape));
    }

    Value withListItem(Value list, Value index, Value item) {
        Attributes attributes =
                new Attributes().type("element_dtype", item.type()).flag("resize_if_index_out_of_bounds", false);
        return add("TensorListSetItem", "output_handle", Type.VARIANT, attributes, List.of(list, index, item));
    }

    /** As one tensor along a new first axis. */
    Value listStack(Value list, Value elementShape) {
        Attributes attributes =
                new Attributes().type("element_dtype", Type.FLOAT).number("num_elements", -1);
        return add("TensorListStack", "tensor", Type.FLOAT, attributes, List.of(list, elementShape));
    }

    /** The first result of a function. */
    Value call(Function function, List<Value> given) {
        Attributes attributes = new Attributes()
                .types("Tin", given.stream().map(Value::type).toList())
                .types("Tout", function.results().stream().map(Value::type).toList())
                .function("f", function.name());
        return add("PartitionedCall", "output", function.results().get(0).type(), attributes, given);
    }

    /** The value of variable {@code result} after the last round. */
    Value statelessWhile(List<LoopVariable> variables, Function condition, Function body, int result) {
        Attributes attributes = new Attributes()
                .types("T", variables.stream().map(each -> each.start().type()).toList())
                .function("cond", condition.name())
                .function("body", body.name())
                .shapes(
                        "output_shapes",
                        variables.stream().map(LoopVariable::shape).toList())
                .number("parallel_iterations", 32)
                .flag("_lower_using_switch_merge", true);
        List<Value> inputs = variables.stream().map(LoopVariable::start).toList();
        Type type = inputs.get(result).type();
        return add("StatelessWhile", "output", type, attributes, inputs).at(result);
    }

    private static Attributes typed(Value x) {
        return new Attributes().type("T", x.type());
    }
}
