package dev.fastener.convert.onnx;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.onnx.ForeignGraph.Attribute;
import dev.fastener.convert.onnx.ForeignGraph.Node;
import dev.fastener.convert.onnx.ForeignGraph.Port;
import dev.fastener.onnx.ModelFormatException;
import dev.fastener.onnx.WireReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of onnx.proto, as any program writes them, to a {@link ForeignGraph}. Graphs within nodes, functions and what else
 * isn't needed is passed over: a node that uses it is refused by its operator. Memory is bounded by the file's size and the counts
 * below.
 */
final class GraphDecoder {
    private static final int MOST_NODES = 20_000;
    private static final int MOST_TENSORS = 20_000;
    private static final int MOST_ITEMS = 1_000;
    private static final int MOST_DIMS = 8;

    private final String file;
    private final ExternalData external;

    private GraphDecoder(String file, ExternalData external) {
        this.file = file;
        this.external = external;
    }

    /** @throws ConversionException where the bytes are no ONNX file */
    static ForeignGraph decode(String file, byte[] bytes, ExternalData external) {
        try {
            return new GraphDecoder(file, external).model(new WireReader(file, bytes, 0, bytes.length));
        } catch (ModelFormatException e) {
            throw new ConversionException(String.valueOf(e.getMessage()), e);
        }
    }

    private ForeignGraph model(WireReader in) {
        String producer = "";
        String version = "";
        long opset = 0;
        Map<String, String> metadata = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        Map<String, ConstantTensor> tensors = new LinkedHashMap<>();
        List<Port> inputs = new ArrayList<>();
        List<Port> outputs = new ArrayList<>();
        boolean found = false;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 2 -> producer = in.string();
                case 3 -> version = in.string();
                case 7 -> {
                    found = true;
                    graph(in.message(), nodes, tensors, inputs, outputs);
                }
                case 8 -> opset = Math.max(opset, opset(in.message()));
                case 14 -> {
                    Map<String, String> entry = pair(in.message());
                    requireRoom(in, "metadata properties", metadata.size(), MOST_ITEMS);
                    metadata.put(entry.getOrDefault("key", ""), entry.getOrDefault("value", ""));
                }
                default -> in.skip();
            }
        }
        if (!found) {
            throw new ConversionException(file + ": expected an ONNX file with a graph, found none in it");
        }
        return new ForeignGraph((producer + " " + version).strip(), opset, nodes, tensors, inputs, outputs, metadata);
    }

    private static long opset(WireReader in) {
        String domain = "";
        long version = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> domain = in.string();
                case 2 -> version = in.int64();
                default -> in.skip();
            }
        }
        return isOnnx(domain) ? version : 0;
    }

    private static boolean isOnnx(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    private void graph(
            WireReader in,
            List<Node> nodes,
            Map<String, ConstantTensor> tensors,
            List<Port> inputs,
            List<Port> outputs) {
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> {
                    requireRoom(in, "nodes", nodes.size(), MOST_NODES);
                    nodes.add(node(in.message()));
                }
                case 5 -> {
                    requireRoom(in, "tensors", tensors.size(), MOST_TENSORS);
                    ConstantTensor tensor = tensor(in.message());
                    tensors.put(tensor.name(), tensor);
                }
                case 11 -> {
                    requireRoom(in, "inputs", inputs.size(), MOST_TENSORS);
                    inputs.add(port(in.message()));
                }
                case 12 -> {
                    requireRoom(in, "outputs", outputs.size(), MOST_ITEMS);
                    outputs.add(port(in.message()));
                }
                default -> in.skip();
            }
        }
    }

    private Node node(WireReader in) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        String name = "";
        String operator = "";
        String domain = "";
        Map<String, Attribute> attributes = new HashMap<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> {
                    requireRoom(in, "inputs of a node", inputs.size(), MOST_ITEMS);
                    inputs.add(in.string());
                }
                case 2 -> {
                    requireRoom(in, "outputs of a node", outputs.size(), MOST_ITEMS);
                    outputs.add(in.string());
                }
                case 3 -> name = in.string();
                case 4 -> operator = in.string();
                case 5 -> {
                    requireRoom(in, "attributes of a node", attributes.size(), MOST_ITEMS);
                    attribute(in.message(), attributes);
                }
                case 7 -> domain = in.string();
                default -> in.skip();
            }
        }
        return new Node(name, operator, isOnnx(domain) ? "" : domain, inputs, outputs, attributes);
    }

    private void attribute(WireReader in, Map<String, Attribute> attributes) {
        String name = "";
        List<Long> ints = new ArrayList<>();
        List<Float> floats = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<ConstantTensor> tensors = new ArrayList<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> name = in.string();
                case 2, 7 -> {
                    WireReader packed = in.isLengthDelimited() ? in.message() : null;
                    do {
                        requireRoom(in, "floats of an attribute", floats.size(), MOST_ITEMS);
                        floats.add(packed == null ? in.float32() : packed.packedFloat32());
                    } while (packed != null && !packed.atEnd());
                }
                case 3, 8 -> integers(in, ints, "integers of an attribute", MOST_ITEMS);
                case 4, 9 -> {
                    requireRoom(in, "texts of an attribute", texts.size(), MOST_ITEMS);
                    texts.add(in.string());
                }
                case 5 -> tensors.add(tensor(in.message()));
                default -> in.skip();
            }
        }
        attributes.put(name, new Attribute(ints, floats, texts, tensors));
    }

    private static void integers(WireReader in, List<Long> list, String what, int most) {
        WireReader packed = in.isLengthDelimited() ? in.message() : null;
        if (packed != null && packed.atEnd()) {
            return;
        }
        do {
            requireRoom(in, what, list.size(), most);
            list.add(packed == null ? in.int64() : packed.packedInt64());
        } while (packed != null && !packed.atEnd());
    }

    private ConstantTensor tensor(WireReader in) {
        String name = "";
        int type = 0;
        List<Long> dims = new ArrayList<>();
        ByteBuffer raw = null;
        List<ByteBuffer> listed = new ArrayList<>();
        Map<String, String> outside = new HashMap<>();
        long location = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> integers(in, dims, "dimensions of a tensor", MOST_DIMS);
                case 2 -> type = (int) Math.min(in.int64(), Integer.MAX_VALUE);
                case 4 -> {
                    // Packed as every writer does; single ones are taken, too.
                    requireRoom(in, "single values of a tensor", listed.size(), MOST_ITEMS);
                    listed.add(in.isLengthDelimited() ? in.buffer() : single(in.float32()));
                }
                case 5, 7 -> {
                    requireRoom(in, "single values of a tensor", listed.size(), MOST_ITEMS);
                    listed.add(varints(in, field == 5 ? 4 : 8));
                }
                case 8 -> name = in.string();
                case 9 -> raw = in.buffer();
                case 13 -> {
                    Map<String, String> entry = pair(in.message());
                    requireRoom(in, "places of a tensor", outside.size(), MOST_ITEMS);
                    outside.put(entry.getOrDefault("key", ""), entry.getOrDefault("value", ""));
                }
                case 14 -> location = in.int64();
                default -> in.skip();
            }
        }
        String called = name;
        List<Long> shape = List.copyOf(dims);
        int size = type == ConstantTensor.INT64 ? 8 : 4;
        if (location != 0 || !outside.isEmpty()) {
            // Of all tensors, used or not: ONNX Runtime is to load them.
            external.requireInside(name, outside);
            return new ConstantTensor(
                    name, type, shape, () -> external.read(called, outside, sizeBytes(called, shape, size)));
        }
        ByteBuffer content = raw != null ? raw : joined(listed);
        return new ConstantTensor(name, type, shape, () -> content.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }

    private long sizeBytes(String tensor, List<Long> dims, int size) {
        long bytes = size;
        for (long dim : dims) {
            if (dim < 0 || (dim > 0 && bytes > Integer.MAX_VALUE / dim)) {
                throw new ConversionException(
                        file + ", tensor " + tensor + ": expected at most 2 GiB, found the shape " + dims);
            }
            bytes *= dim;
        }
        return bytes;
    }

    private static ByteBuffer single(float value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .flip();
    }

    /** As fixed-size integers: at most 8 times the bytes of the file. */
    private static ByteBuffer varints(WireReader in, int size) {
        List<Long> values = new ArrayList<>();
        integers(in, values, "integers of a tensor", Integer.MAX_VALUE);
        ByteBuffer buffer = ByteBuffer.allocate(size * values.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            if (size == 4) {
                buffer.putInt((int) value);
            } else {
                buffer.putLong(value);
            }
        }
        return buffer.flip();
    }

    private static ByteBuffer joined(List<ByteBuffer> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        ByteBuffer all = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(part -> all.put(part.duplicate()));
        return all.flip();
    }

    private static Map<String, String> pair(WireReader in) {
        Map<String, String> pair = new HashMap<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> pair.put("key", in.string());
                case 2 -> pair.put("value", in.string());
                default -> in.skip();
            }
        }
        return pair;
    }

    private static Port port(WireReader in) {
        String name = "";
        int type = 0;
        List<Long> shape = new ArrayList<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 1) {
                name = in.string();
            } else if (field == 2) {
                WireReader choice = in.message();
                for (int kind = choice.nextField(); kind != 0; kind = choice.nextField()) {
                    if (kind != 1) {
                        choice.skip();
                        continue;
                    }
                    WireReader tensor = choice.message();
                    for (int part = tensor.nextField(); part != 0; part = tensor.nextField()) {
                        switch (part) {
                            case 1 -> type = (int) Math.min(tensor.int64(), Integer.MAX_VALUE);
                            case 2 -> shape(tensor.message(), shape);
                            default -> tensor.skip();
                        }
                    }
                }
            } else {
                in.skip();
            }
        }
        return new Port(name, type, List.copyOf(shape));
    }

    private static void shape(WireReader in, List<Long> shape) {
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field != 1) {
                in.skip();
                continue;
            }
            requireRoom(in, "dimensions of a value", shape.size(), MOST_DIMS);
            WireReader dim = in.message();
            long length = 0;
            for (int part = dim.nextField(); part != 0; part = dim.nextField()) {
                if (part == 1) {
                    length = Math.max(0, dim.int64());
                } else {
                    dim.skip();
                }
            }
            shape.add(length);
        }
    }

    private static void requireRoom(WireReader in, String what, int found, int most) {
        if (found >= most) {
            throw in.malformed(in.position(), "expected at most " + most + " " + what + ", found more");
        }
    }
}
