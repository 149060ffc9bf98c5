package dev.fastener.convert.onnx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How to run the source's graph for one sentence.
 *
 * @param ids its input of ids, [1, steps]
 * @param lengths its input of lengths, [1]; without a name where there is none
 * @param steps that it takes; 0 where any number
 * @param emissions the tensor to be compared, of steps * tags values
 * @param isOutput whether the graph gives it; else it is one within
 * @param file its bytes
 */
public record SourceGraph(Input ids, Input lengths, int steps, String emissions, boolean isOutput, byte[] file) {
    /** @param wide whether its integers have 64 bits */
    public record Input(String name, boolean wide) {}

    /** The file, with {@link #emissions} as its last output: protobuf adds what a second graph holds to the first. */
    public byte[] withEmissions() {
        if (isOutput) {
            return file;
        }
        byte[] name = emissions.getBytes(StandardCharsets.UTF_8);
        byte[] port = message(1, name);
        byte[] graph = message(12, port);
        byte[] addition = message(7, graph);
        byte[] whole = Arrays.copyOf(file, file.length + addition.length);
        System.arraycopy(addition, 0, whole, file.length, addition.length);
        return whole;
    }

    /** A length-delimited field. */
    private static byte[] message(int field, byte[] content) {
        List<Byte> head = new ArrayList<>();
        head.add((byte) (field << 3 | 2));
        int rest = content.length;
        while (rest > 0x7f) {
            head.add((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        head.add((byte) rest);
        byte[] message = new byte[head.size() + content.length];
        for (int i = 0; i < head.size(); i++) {
            message[i] = head.get(i);
        }
        System.arraycopy(content, 0, message, head.size(), content.length);
        return message;
    }
}
