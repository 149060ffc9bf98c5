package dev.fastener.app.convert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What a script recorded of real Keras as the .npz file that a user would have saved. */
final class RecordedFixture {
    private final List<List<Integer>> ids = new ArrayList<>();
    private final List<Float> outputs = new ArrayList<>();
    private String side = "";
    private int length;

    private RecordedFixture() {}

    /**
     * @param off added to each output, for a recording that is another model's
     * @param inputs their names; "ids" where there is one
     */
    static Path write(Path json, Path npz, float off, String... inputs) throws IOException {
        RecordedFixture fixture = new RecordedFixture();
        try (JsonParser parser = new JsonFactory().createParser(json.toFile())) {
            fixture.read(parser);
        }
        List<String> names = inputs.length == 0 ? List.of("ids") : List.of(inputs);
        try (OutputStream out = Files.newOutputStream(npz);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            int rows = fixture.ids.size() / names.size();
            for (int i = 0; i < names.size(); i++) {
                ByteBuffer x = buffer(rows * fixture.length);
                for (List<Integer> row : fixture.ids.subList(i * rows, (i + 1) * rows)) {
                    int pads = fixture.length - row.size();
                    int before = fixture.side.equals("pre") ? pads : 0;
                    for (int t = 0; t < fixture.length; t++) {
                        x.putInt(t >= before && t < before + row.size() ? row.get(t - before) : 0);
                    }
                }
                add(zip, names.get(i), "<i4", rows + ", " + fixture.length, x);
            }
            ByteBuffer y = buffer(fixture.outputs.size());
            fixture.outputs.forEach(value -> y.putFloat(value + off));
            int tags = fixture.outputs.size() / rows / fixture.length;
            add(zip, "outputs", "<f4", rows + ", " + fixture.length + ", " + tags, y);
        }
        return npz;
    }

    private void read(JsonParser parser) throws IOException {
        String name = "";
        int depth = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            depth += token == JsonToken.START_ARRAY ? 1 : token == JsonToken.END_ARRAY ? -1 : 0;
            if (token == JsonToken.FIELD_NAME) {
                name = parser.currentName();
            } else if (name.equals("side") && token == JsonToken.VALUE_STRING) {
                side = parser.getText();
            } else if (name.equals("length") && token.isNumeric()) {
                length = parser.getIntValue();
            } else if (name.equals("outputs") && token.isNumeric()) {
                outputs.add(parser.getFloatValue());
            } else if (name.equals("ids") && token == JsonToken.START_ARRAY && depth == 3) {
                ids.add(new ArrayList<>());
            } else if (name.equals("ids") && token.isNumeric()) {
                ids.get(ids.size() - 1).add((int) parser.getDoubleValue());
            }
        }
    }

    static ByteBuffer buffer(int values) {
        return ByteBuffer.allocate(4 * values).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An entry in numpy's format 1.0. */
    static void add(ZipOutputStream zip, String name, String type, String shape, ByteBuffer values) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
        int padding = 63 - (10 + header.length()) % 64;
        byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, (byte) (text.length >> 8)});
        zip.write(text);
        zip.write(values.array());
        zip.closeEntry();
    }
}
