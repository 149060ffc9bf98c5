package dev.fastener.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Protobuf to an {@link Onnx.Model}. Any ONNX file passes; what Fastener's files never hold is noted in
 * {@link Onnx.Model#foreign()}, for the caller to refuse. Memory is bounded by the file's size and the counts below.
 */
final class OnnxDecoder {
    private static final int MOST_NODES = 20_000;
    private static final int MOST_TENSORS = 20_000;
    private static final int MOST_VALUES = 1_000;
    private static final int MOST_METADATA = 1_000;
    private static final int MOST_DIMS = 8;
    private static final int MOST_NAMES = 1_000;

    private final String source;
    private @Nullable String foreign;

    private OnnxDecoder(String source) {
        this.source = source;
    }

    static Onnx.Model decode(String source, byte[] file) {
        return new OnnxDecoder(source).model(new WireReader(source, file, 0, file.length));
    }

    private Onnx.Model model(WireReader in) {
        long irVersion = 0;
        String producer = "";
        long opset = 0;
        Onnx.Graph graph = null;
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            int at = in.position();
            switch (field) {
                case 1 -> irVersion = in.int64();
                case 2 -> producer = in.string();
                case 7 -> {
                    requireOnce(in, at, "graph", graph == null);
                    graph = graph(in.message());
                }
                case 8 -> opset = Math.max(opset, opset(in.message()));
                case 14 -> {
                    requireRoom(in, at, "metadata properties", metadata.size(), MOST_METADATA);
                    WireReader entry = in.message();
                    String key = "";
                    String value = "";
                    for (int part = entry.nextField(); part != 0; part = entry.nextField()) {
                        switch (part) {
                            case 1 -> key = entry.string();
                            case 2 -> value = entry.string();
                            default -> entry.skip();
                        }
                    }
                    requireOnce(in, at, "metadata property " + key, metadata.put(key, value) == null);
                }
                // producer version, domain, model version, doc string: of no effect
                case 3, 4, 5, 6 -> in.skip();
                default -> foreign(in, "model", field);
            }
        }
        if (graph == null) {
            throw new ModelFormatException(source, "", "expected an ONNX file with a graph, found none in it");
        }
        return new Onnx.Model(irVersion, producer, opset, graph, metadata, foreign);
    }

    private long opset(WireReader in) {
        long version = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 2) {
                version = in.int64();
            } else if (field == 1) {
                int at = in.position();
                String domain = in.string();
                if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
                    note("operators of domain " + domain, at);
                }
            } else {
                foreign(in, "opset", field);
            }
        }
        return version;
    }

    private Onnx.Graph graph(WireReader in) {
        String name = "";
        List<Onnx.Node> nodes = new ArrayList<>();
        List<Onnx.Tensor> initializers = new ArrayList<>();
        List<Onnx.ValueInfo> inputs = new ArrayList<>();
        List<Onnx.ValueInfo> outputs = new ArrayList<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            int at = in.position();
            switch (field) {
                case 1 -> {
                    requireRoom(in, at, "nodes", nodes.size(), MOST_NODES);
                    nodes.add(node(in.message()));
                }
                case 2 -> name = in.string();
                case 5 -> {
                    requireRoom(in, at, "initializers", initializers.size(), MOST_TENSORS);
                    Onnx.Tensor tensor = tensor(in.message());
                    if (tensor != null) {
                        initializers.add(tensor);
                    }
                }
                case 11 -> {
                    requireRoom(in, at, "inputs", inputs.size(), MOST_VALUES);
                    inputs.add(valueInfo(in.message()));
                }
                case 12 -> {
                    requireRoom(in, at, "outputs", outputs.size(), MOST_VALUES);
                    outputs.add(valueInfo(in.message()));
                }
                // doc string, shapes of values between nodes: of no effect
                case 10, 13 -> in.skip();
                default -> foreign(in, "graph", field);
            }
        }
        return new Onnx.Graph(name, nodes, initializers, inputs, outputs);
    }

    private Onnx.Node node(WireReader in) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        String name = "";
        String operator = "";
        List<Onnx.Attribute> attributes = new ArrayList<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            int at = in.position();
            switch (field) {
                case 1 -> add(in, at, "inputs of a node", inputs, in.string());
                case 2 -> add(in, at, "outputs of a node", outputs, in.string());
                case 3 -> name = in.string();
                case 4 -> operator = in.string();
                case 5 -> {
                    Onnx.Attribute attribute = attribute(in.message());
                    if (attribute != null) {
                        add(in, at, "attributes of a node", attributes, attribute);
                    }
                }
                case 6 -> in.skip();
                case 7 -> {
                    String domain = in.string();
                    if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
                        note("a node of domain " + domain, at);
                    }
                }
                default -> foreign(in, "node", field);
            }
        }
        return new Onnx.Node(operator, inputs, outputs, attributes, name, "");
    }

    /** Null where it is of a kind that our files don't have. */
    private Onnx.@Nullable Attribute attribute(WireReader in) {
        String name = "";
        long code = 0;
        int codeAt = in.position();
        List<Long> ints = new ArrayList<>();
        List<Float> floats = new ArrayList<>();
        List<String> strings = new ArrayList<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            int at = in.position();
            switch (field) {
                case 1 -> name = in.string();
                case 2 -> floats.add(in.float32());
                case 3 -> ints.add(in.int64());
                case 4 -> strings.add(in.string());
                case 7 -> {
                    if (in.isLengthDelimited()) {
                        WireReader packed = in.message();
                        while (!packed.atEnd()) {
                            add(in, at, "floats", floats, packed.packedFloat32());
                        }
                    } else {
                        add(in, at, "floats", floats, in.float32());
                    }
                }
                case 8 -> {
                    if (in.isLengthDelimited()) {
                        WireReader packed = in.message();
                        while (!packed.atEnd()) {
                            add(in, at, "ints", ints, packed.packedInt64());
                        }
                    } else {
                        add(in, at, "ints", ints, in.int64());
                    }
                }
                case 9 -> add(in, at, "strings", strings, in.string());
                case 13 -> in.skip();
                case 20 -> {
                    codeAt = at;
                    code = in.int64();
                }
                default -> foreign(in, "attribute", field);
            }
        }
        for (Onnx.Attribute.Kind kind : Onnx.Attribute.Kind.values()) {
            if (kind.code == code) {
                return new Onnx.Attribute(name, kind, ints, floats, strings);
            }
        }
        note("attribute " + name + " of type " + code, codeAt);
        return null;
    }

    /** Null where it is of a type that our files don't have. */
    private Onnx.@Nullable Tensor tensor(WireReader in) {
        int start = in.position();
        String name = "";
        long code = 0;
        List<Long> dims = new ArrayList<>();
        Onnx.Bytes data = null;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            int at = in.position();
            switch (field) {
                case 1 -> {
                    WireReader packed = in.isLengthDelimited() ? in.message() : null;
                    do {
                        requireRoom(in, at, "dimensions of a tensor", dims.size(), MOST_DIMS);
                        dims.add(packed == null ? in.int64() : packed.packedInt64());
                    } while (packed != null && !packed.atEnd());
                }
                case 2 -> code = in.int64();
                case 8 -> name = in.string();
                case 9 -> data = in.bytes();
                case 12 -> in.skip();
                default -> foreign(in, "tensor " + name, field);
            }
        }
        Onnx.ElementType type = elementType(code);
        if (type == null || data == null) {
            note("tensor " + name + (type == null ? " of type " + code : " without raw_data"), start);
            return null;
        }
        long left = data.sizeBytes();
        long expected = type.bytes;
        for (long dim : dims) {
            // Neither factor can be above the size of the file, else the product is too.
            if (dim < 0 || dim > left || (expected *= dim) > left) {
                throw in.malformed(
                        start, "tensor " + name + ": expected data of shape " + dims + ", found " + left + " bytes");
            }
        }
        if (expected != left) {
            throw in.malformed(
                    start, "tensor " + name + ": expected " + expected + " bytes of shape " + dims + ", found " + left);
        }
        return new Onnx.Tensor(name, type, dims, data);
    }

    private Onnx.ValueInfo valueInfo(WireReader in) {
        int start = in.position();
        String name = "";
        Onnx.ElementType type = null;
        List<String> dims = new ArrayList<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 1) {
                name = in.string();
            } else if (field == 2) {
                WireReader choice = in.message();
                for (int kind = choice.nextField(); kind != 0; kind = choice.nextField()) {
                    if (kind != 1) {
                        foreign(choice, "type of " + name, kind);
                        continue;
                    }
                    WireReader tensor = choice.message();
                    for (int part = tensor.nextField(); part != 0; part = tensor.nextField()) {
                        switch (part) {
                            case 1 -> type = elementType(tensor.int64());
                            case 2 -> dims.addAll(shape(tensor.message()));
                            default -> foreign(tensor, "type of " + name, part);
                        }
                    }
                }
            } else if (field == 3) {
                in.skip();
            } else {
                foreign(in, "value " + name, field);
            }
        }
        if (type == null) {
            note("value " + name + " of another type than our files have", start);
            type = Onnx.ElementType.FLOAT;
        }
        return new Onnx.ValueInfo(name, type, dims);
    }

    private List<String> shape(WireReader in) {
        List<String> dims = new ArrayList<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            int at = in.position();
            if (field != 1) {
                foreign(in, "shape", field);
                continue;
            }
            requireRoom(in, at, "dimensions of a value", dims.size(), MOST_DIMS);
            WireReader dim = in.message();
            String text = "";
            for (int part = dim.nextField(); part != 0; part = dim.nextField()) {
                switch (part) {
                    case 1 -> text = Long.toString(dim.int64());
                    case 2 -> text = dim.string();
                    default -> dim.skip();
                }
            }
            dims.add(text);
        }
        return dims;
    }

    private static Onnx.@Nullable ElementType elementType(long code) {
        for (Onnx.ElementType type : Onnx.ElementType.values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    private static <T> void add(WireReader in, int at, String what, List<T> list, T value) {
        requireRoom(in, at, what, list.size(), MOST_NAMES);
        list.add(value);
    }

    private static void requireRoom(WireReader in, int at, String what, int found, int most) {
        if (found >= most) {
            throw in.malformed(at, "expected at most " + most + " " + what + ", found more");
        }
    }

    private static void requireOnce(WireReader in, int at, String what, boolean first) {
        if (!first) {
            throw in.malformed(at, "expected one " + what + ", found two");
        }
    }

    private void foreign(WireReader in, String message, int field) {
        note("field " + field + " of " + message, in.position());
        in.skip();
    }

    private void note(String what, int at) {
        if (foreign == null) {
            foreign = what + " at byte " + at;
        }
    }
}
