package dev.fastener.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of onnx.proto that Fastener's files are made of, as immutable records. Two graphs that compute the same have
 * equal nodes, inputs and outputs.
 */
final class Onnx {
    private Onnx() {}

    /**
     * @param foreign the first field that no file of Fastener's has, with its place; null where there is none
     * @param metadata in the order of the file
     */
    record Model(
            long irVersion,
            String producer,
            long opset,
            Graph graph,
            Map<String, String> metadata,
            @Nullable String foreign) {}

    record Graph(
            String name,
            List<Node> nodes,
            List<Tensor> initializers,
            List<ValueInfo> inputs,
            List<ValueInfo> outputs) {}

    /** @param domain of the operator; empty for ONNX's own */
    record Node(
            String operator,
            List<String> inputs,
            List<String> outputs,
            List<Attribute> attributes,
            String name,
            String domain) {}

    /** One attribute of a node; of the three lists only the one of its kind is filled. */
    record Attribute(String name, Kind kind, List<Long> ints, List<Float> floats, List<String> strings) {
        /** AttributeProto.AttributeType, as far as our operators use it. */
        enum Kind {
            FLOAT(1),
            INT(2),
            STRING(3),
            FLOATS(6),
            INTS(7),
            STRINGS(8);

            final int code;

            Kind(int code) {
                this.code = code;
            }
        }

        static Attribute of(String name, long value) {
            return new Attribute(name, Kind.INT, List.of(value), List.of(), List.of());
        }

        static Attribute of(String name, float value) {
            return new Attribute(name, Kind.FLOAT, List.of(), List.of(value), List.of());
        }

        static Attribute of(String name, String value) {
            return new Attribute(name, Kind.STRING, List.of(), List.of(), List.of(value));
        }

        static Attribute ofInts(String name, long... values) {
            return new Attribute(name, Kind.INTS, longs(values), List.of(), List.of());
        }

        static Attribute ofFloats(String name, List<Float> values) {
            return new Attribute(name, Kind.FLOATS, List.of(), values, List.of());
        }

        static Attribute ofStrings(String name, List<String> values) {
            return new Attribute(name, Kind.STRINGS, List.of(), List.of(), values);
        }
    }

    /** TensorProto.DataType, as far as our files use it. */
    enum ElementType {
        FLOAT(1, 4),
        INT8(3, 1),
        INT16(5, 2),
        INT32(6, 4),
        INT64(7, 8),
        BFLOAT16(16, 2);

        final int code;
        final int bytes;

        ElementType(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }
    }

    /** @param dims their product times the element's size is the size of the data: the decoder has checked it */
    record Tensor(String name, ElementType type, List<Long> dims, Data data) {}

    /** Content of a tensor, little-endian, row-major. */
    sealed interface Data {
        long sizeBytes();

        void writeTo(OutputStream out) throws IOException;
    }

    /** Weights as the model holds them, part after part; never copied as a whole. */
    record Floats(List<float[]> parts) implements Data {
        private static final int CHUNK = 1 << 14;

        @Override
        public long sizeBytes() {
            return 4 * parts.stream().mapToLong(part -> part.length).sum();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            for (float[] part : parts) {
                for (int from = 0; from < part.length; from += CHUNK) {
                    int count = Math.min(CHUNK, part.length - from);
                    buffer.asFloatBuffer().put(part, from, count);
                    out.write(buffer.array(), 0, 4 * count);
                }
            }
        }
    }

    /** A piece of a larger array, such as the file that was read. */
    record Bytes(byte[] array, int offset, int length) implements Data {
        @Override
        public long sizeBytes() {
            return length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(array, offset, length);
        }

        ByteBuffer buffer() {
            return ByteBuffer.wrap(array, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** @param dims a number, or a name where the dimension is free */
    record ValueInfo(String name, ElementType type, List<String> dims) {}

    static List<Long> longs(long... values) {
        return Arrays.stream(values).boxed().toList();
    }
}
