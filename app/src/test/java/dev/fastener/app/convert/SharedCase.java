package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fastener.app.Main;
import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One of the small inputs in the folder "cases" that FASTENER_SHARED leads to; a test that asks for one is skipped elsewhere. */
record SharedCase(Path folder) {
    static SharedCase of(String name) {
        Path folder =
                Path.of(Optional.ofNullable(System.getenv("FASTENER_SHARED")).orElse("../../shared"), "cases", name);
        assumeTrue(Files.isDirectory(folder), () -> "skipped: no " + folder);
        return new SharedCase(folder);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The lines of its text. */
    List<String> texts() throws IOException {
        return Files.readAllLines(file("text.txt"), StandardCharsets.UTF_8);
    }

    /** Runs {@code fastener convert} on one of its files; arguments, parted by spaces, that name a file of the folder are that file. */
    int convert(Path out, String model, String arguments) {
        List<String> all = new ArrayList<>(List.of("convert", file(model).toString(), "--out", out.toString()));
        for (String argument : arguments.split(" ")) {
            boolean isFile = argument.contains(".") && Files.exists(file(argument));
            all.add(isFile ? file(argument).toString() : argument);
        }
        return Main.run(all.toArray(String[]::new));
    }

    /** Pairs of a step and its tag in a JSON file: [["a", "B-X"], ...]. */
    List<String> right() throws IOException {
        List<String> right = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(file("right.json").toFile())) {
            List<String> pair = new ArrayList<>();
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    pair.add(json.getText());
                } else if (token == JsonToken.END_ARRAY && pair.size() == 2) {
                    right.add(pair.get(0) + " " + pair.get(1));
                    pair.clear();
                }
            }
        }
        assertThat(right).isNotEmpty();
        return right;
    }

    /** Each step of a text and the tag that a written model gives it; upper case is lower case where the model has it so. */
    static List<String> tagged(Path file, String text) throws IOException {
        TaggerModel model = OnnxReader.read(file);
        EncodedTexts encoded = new Encoder(model).encode(List.of(text));
        Decoder decoder = new Decoder(model);
        DecodeWorkspace decoding = decoder.newWorkspace();
        int[] tags = new int[encoded.batch().steps()];
        ScalarEngine engine = new ScalarEngine(model);
        try (Workspace workspace = engine.newWorkspace()) {
            decoder.tags(encoded.batch(), engine.score(encoded.batch(), workspace), decoding, tags);
        }
        List<String> tagged = new ArrayList<>();
        for (int step = 0; step < tags.length; step++) {
            tagged.add(
                    text.substring(encoded.starts()[step], encoded.ends()[step]).toLowerCase(Locale.ROOT) + " "
                            + model.tags().labels().get(tags[step]));
        }
        return tagged;
    }
}
