package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a GraphDef (graph.proto) as one flat graph: what calls a function is replaced by the function's own
 * operations under the call's name, and the body of a While stands beside it.
 */
final class Graph {
    /** Function calls multiply: a small file may ask for any number of operations. */
    private static final int MOST_NODES = 100_000;

    /** Of all names, which have those of the calls around them before their own. */
    private static final long MOST_CHARACTERS = 1 << 26;

    private static final int DEEPEST_CALL = 60;
    /** Output names of operations that have more than one; in a function an input is "node:name:index". */
    private static final Map<String, List<String>> OUTPUTS = Map.of(
            "BlockLSTM", List.of("i", "cs", "f", "o", "ci", "co", "h"),
            "BlockLSTMV2", List.of("i", "cs", "f", "o", "ci", "co", "h"),
            "LSTMBlockCell", List.of("i", "cs", "f", "o", "ci", "co", "h"),
            "GRUBlockCell", List.of("r", "u", "c", "h"),
            "CudnnRNN", List.of("output", "output_h", "output_c", "reserve_space"),
            "CudnnRNNV2", List.of("output", "output_h", "output_c", "reserve_space", "host_reserved"),
            "CudnnRNNV3", List.of("output", "output_h", "output_c", "reserve_space", "host_reserved"),
            "TensorArrayV3", List.of("handle", "flow"),
            "Switch", List.of("output_false", "output_true"),
            "Merge", List.of("output", "value_index"));

    /** An output of an operation. */
    record Ref(String node, int port) {}

    /**
     * One operation.
     *
     * @param inputs data only, no control
     * @param attributes AttrValue of each name
     */
    record Node(String name, String op, List<Ref> inputs, Map<String, Message> attributes) {
        /** The AttrValue's field, without fields where the operation lacks the attribute. */
        @Nullable
        Message attribute(String name) {
            return attributes.get(name);
        }

        boolean flag(String name) {
            Message value = attributes.get(name);
            return value != null && value.number(5) != 0;
        }

        long number(String name) {
            Message value = attributes.get(name);
            return value == null ? 0 : value.number(3);
        }

        float real(String name, float absent) {
            Message value = attributes.get(name);
            return value == null ? absent : value.float32(4);
        }

        long type(String name) {
            Message value = attributes.get(name);
            return value == null ? 0 : value.number(6);
        }

        Ref input(int i) {
            if (i < inputs.size()) {
                return inputs.get(i);
            }
            throw new ConversionException(
                    "operation " + name + " (" + op + "): expected more than " + i + " inputs, found " + inputs.size());
        }

        @Override
        public String toString() {
            return name + " (" + op + ")";
        }
    }

    /**
     * A While of TensorFlow 2.
     *
     * @param results what the body gives for each variable
     */
    record While(List<Ref> initial, List<Ref> results) {}

    /**
     * Where names hold: the graph, or one call of a function.
     *
     * @param operations what each operation of the function is
     */
    private record Scope(String prefix, Map<String, Ref> arguments, Map<String, String> operations) {
        static final Scope MAIN = new Scope("", Map.of(), Map.of());
    }

    /** Operation of the variables within a While's body: attribute-free, one for each While, a port for each variable. */
    static final String LOOP_ARGUMENTS = "_LoopArguments";

    private final String file;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, While> whiles = new HashMap<>();
    /** Outputs of calls, and arguments of functions, to what stands for them. */
    private final Map<Ref, Ref> aliases = new HashMap<>();

    private final Map<String, Message> functions = new HashMap<>();

    private final long sizeBytes;
    private long characters;

    private Graph(String file, long sizeBytes) {
        this.file = file;
        this.sizeBytes = sizeBytes;
    }

    /** @param graphDef a GraphDef */
    static Graph of(Message graphDef) {
        Graph graph = new Graph(graphDef.file(), graphDef.sizeBytes());
        for (Message function : graphDef.message(2).messages(1)) {
            graph.functions.put(function.message(1).text(1), function);
        }
        for (Message node : graphDef.messages(1)) {
            graph.add(Scope.MAIN, node, 0);
        }
        return graph;
    }

    String file() {
        return file;
    }

    /** Of the GraphDef. */
    long sizeBytes() {
        return sizeBytes;
    }

    Collection<Node> nodes() {
        return nodes.values();
    }

    /** The operation behind {@code ref}; one that the file lacks is an error. */
    Node node(Ref ref) {
        Node node = nodes.get(ref.node);
        if (node == null) {
            throw new ConversionException(
                    file + ": expected the operation " + ref.node + ", found none; the graph was cut, export it again");
        }
        return node;
    }

    /** {@code ref} after all calls that it stands for. */
    Ref resolve(Ref ref) {
        Ref at = ref;
        for (int i = 0; i <= DEEPEST_CALL * 4; i++) {
            Ref next = aliases.get(at);
            if (next == null) {
                return at;
            }
            at = next;
        }
        throw new ConversionException(
                file + ": operation " + ref.node + ": expected a result, found calls in a circle");
    }

    @Nullable
    While loop(String node) {
        return whiles.get(node);
    }

    private void add(Scope scope, Message nodeDef, int depth) {
        if (nodes.size() >= MOST_NODES) {
            throw new ConversionException(file + ": expected at most " + MOST_NODES + " operations, found more");
        }
        String name = scope.prefix + nodeDef.text(1);
        characters += name.length();
        if (characters > MOST_CHARACTERS) {
            throw new ConversionException(
                    file + ": expected names of at most " + MOST_CHARACTERS + " characters together, found more");
        }
        String op = nodeDef.text(2);
        List<Ref> inputs = new ArrayList<>();
        for (String input : nodeDef.texts(3)) {
            if (!input.startsWith("^")) {
                inputs.add(ref(scope, input));
            }
        }
        Node node = new Node(name, op, List.copyOf(inputs), nodeDef.map(5));
        if (nodes.put(name, node) != null) {
            throw new ConversionException(file + ": expected one operation of the name " + name + ", found two");
        }
        String called = called(node, "f");
        switch (op) {
            case "IteratorGetNext" -> taken(node);
            case "PartitionedCall", "StatefulPartitionedCall" -> inline(node, called, depth);
            case "While", "StatelessWhile" -> {
                String body = called(node, "body");
                String argumentsNode = name + ":arguments";
                nodes.put(argumentsNode, new Node(argumentsNode, LOOP_ARGUMENTS, List.of(), Map.of()));
                List<Ref> variables = new ArrayList<>();
                for (int i = 0; i < inputs.size(); i++) {
                    variables.add(new Ref(argumentsNode, i));
                }
                whiles.put(name, new While(node.inputs, body(name + ":body:", body, variables, depth)));
                whiles.put(argumentsNode, whiles.get(name));
            }
            default -> {
                if (functions.containsKey(op)) {
                    inline(node, op, depth);
                }
            }
        }
    }

    /** What an iterator over a dataset gives is fed by its name when the graph is served: each part is a placeholder. */
    private void taken(Node node) {
        List<Message> shapes = listed(node, "output_shapes").messages(7);
        long[] types = listed(node, "output_types").numbers(6);
        for (int i = 0; i < types.length && nodes.size() < MOST_NODES; i++) {
            String name = node.name + ":" + i;
            Map<String, Message> attributes = new HashMap<>();
            attributes.put("dtype", Message.ofNumber(file, 6, types[i]));
            if (i < shapes.size()) {
                attributes.put("shape", Message.ofMessage(7, shapes.get(i)));
            }
            nodes.put(name, new Node(name, "Placeholder", List.of(), attributes));
            aliases.put(new Ref(node.name, i), new Ref(name, 0));
        }
    }

    private Message listed(Node node, String attribute) {
        Message value = node.attribute(attribute);
        return value == null ? Message.of(Bytes.of(file, new byte[0])) : value.message(1);
    }

    private void inline(Node node, @Nullable String function, int depth) {
        List<Ref> results = body(node.name + ":", function, node.inputs, depth);
        for (int i = 0; i < results.size(); i++) {
            aliases.put(new Ref(node.name, i), results.get(i));
        }
    }

    /** Adds a function's operations and gives its results. */
    private List<Ref> body(String prefix, @Nullable String name, List<Ref> values, int depth) {
        Message function = name == null ? null : functions.get(name);
        if (function == null) {
            throw new ConversionException(file + ": " + prefix + " expected the function " + name + ", found none");
        }
        if (depth == DEEPEST_CALL) {
            throw new ConversionException(
                    file + ": " + prefix + " expected at most " + DEEPEST_CALL + " calls in each other, found more");
        }
        Message signature = function.message(1);
        Map<String, Ref> arguments = new HashMap<>();
        List<Message> parameters = signature.messages(2);
        if (parameters.size() > values.size()) {
            throw new ConversionException(file + ": function " + name + ": expected " + parameters.size()
                    + " arguments, found " + values.size());
        }
        for (int i = 0; i < parameters.size(); i++) {
            arguments.put(parameters.get(i).text(1), values.get(i));
        }
        List<Message> body = function.messages(3);
        Map<String, String> operations = new HashMap<>();
        for (Message node : body) {
            operations.put(node.text(1), node.text(2));
        }
        Scope scope = new Scope(prefix, arguments, operations);
        for (Message node : body) {
            add(scope, node, depth + 1);
        }
        Map<String, String> returned = new HashMap<>();
        for (Message entry : function.messages(4)) {
            returned.put(entry.text(1), entry.text(2));
        }
        List<Ref> results = new ArrayList<>();
        for (Message output : signature.messages(3)) {
            String from = returned.get(output.text(1));
            if (from == null) {
                throw new ConversionException(
                        file + ": function " + name + ": expected its result " + output.text(1) + ", found none");
            }
            results.add(ref(scope, from));
        }
        return results;
    }

    /** "node", "node:1" in a graph; "argument", "node:output:1" in a function. */
    private Ref ref(Scope scope, String input) {
        Ref argument = scope.arguments.get(input);
        if (argument != null) {
            return argument;
        }
        String[] parts = input.split(":", -1);
        int port = 0;
        if (parts.length > 1) {
            try {
                port = Integer.parseInt(parts[parts.length - 1]);
            } catch (NumberFormatException e) {
                throw new ConversionException(file + ": expected an input as node:0, found " + input, e);
            }
        }
        if (parts.length == 3) {
            List<String> names = OUTPUTS.getOrDefault(scope.operations.getOrDefault(parts[0], ""), List.of());
            port += Math.max(0, names.indexOf(parts[1]));
        }
        return new Ref(scope.prefix + parts[0], port);
    }

    private static @Nullable String called(Node node, String attribute) {
        Message value = node.attribute(attribute);
        return value == null ? null : value.message(10).text(1);
    }
}
