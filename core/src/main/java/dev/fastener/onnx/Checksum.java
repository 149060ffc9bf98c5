package dev.fastener.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * CRC-32C (RFC 3720) over all that a model's file says: its weights and its own metadata, each with its name, in the order of
 * the names. It notices damage, not an attacker.
 */
final class Checksum {
    static final String PROPERTY = "fastener.checksum";

    private static final String OWN = "fastener.";

    private Checksum() {}

    /** @param properties what is not ours, and the checksum itself, is left out */
    static String of(Onnx.Graph graph, Map<String, String> properties) {
        CRC32C crc = new CRC32C();
        new TreeMap<>(properties).forEach((name, value) -> {
            if (name.startsWith(OWN) && !name.equals(PROPERTY)) {
                update(crc, name);
                update(crc, value);
            }
        });
        OutputStream out = new OutputStream() {
            @Override
            public void write(int value) {
                crc.update(value);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                crc.update(bytes, offset, length);
            }
        };
        graph.initializers().stream()
                .sorted(Comparator.comparing(Onnx.Tensor::name))
                .forEach(tensor -> {
                    update(crc, tensor.name());
                    try {
                        tensor.data().writeTo(out);
                    } catch (IOException e) {
                        throw new IllegalStateException("memory doesn't fail", e);
                    }
                });
        return "crc32c:%08x".formatted(crc.getValue());
    }

    private static void update(CRC32C crc, String text) {
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        crc.update(0);
    }
}
