package dev.fastener.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.Entity;
import dev.fastener.Tagger;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** examples/python/fastener_onnx.py finds the entities that Tagger finds, in texts made to be awkward. */
class PythonExampleTest {
    private static final long SEED = 21;
    private static final Map<String, TaggerModel> MODELS = HandMadeModels.all(SEED);
    private static final List<String> PIECES = List.of(
            "华",
            "东",
            "师",
            "范",
            "大",
            "学",
            "华东师范大学",
            "上海",
            "。",
            "，",
            "！”",
            "A",
            "z",
            "Ada",
            "lives in ",
            "London",
            "1",
            "23",
            "Ａ",
            "１",
            "😀",
            "e\u0301",
            "华\u0301",
            " ",
            "  ",
            "\u3000",
            "\t",
            "\u00a0",
            ". ",
            "'s ",
            "don't",
            "U.S. ",
            "@ada_1",
            "#",
            "http://x.y/z). ",
            ":-) ",
            ":",
            "1,000.5%",
            "--",
            "&amp;",
            "mother-in-law",
            "ー",
            "カ",
            "한",
            "я",
            "_",
            "\"",
            "\\",
            "\ufeff",
            "\ufffd");

    @TempDir
    Path folder;

    static Stream<String> names() {
        // Not where random weights make the best paths equal but for rounding: emissions that repeat at each masked
        // step, and
        // states that grow without bounds.
        return MODELS.keySet().stream().filter(name -> !name.endsWith("-holes") && !name.equals("activations-linear"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void thePythonExampleFindsTheSameEntities(String name) throws IOException, InterruptedException {
        String python = System.getProperty("fastener.python", System.getenv("FASTENER_PYTHON"));
        assumeTrue(python != null, "FASTENER_PYTHON names no Python with src/test/python/requirements.txt installed");
        TaggerModel model = MODELS.get(name);
        List<String> texts = texts();
        Path file = folder.resolve("model.onnx");
        OnnxWriter.write(model, file);
        Path input = folder.resolve("texts");
        Files.writeString(input, String.join("\n", texts) + "\n");
        Path output = folder.resolve("entities");
        Process example = new ProcessBuilder(python, "../examples/python/fastener_onnx.py", file.toString())
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(example.waitFor()).isZero();

        List<String> found = new ArrayList<>();
        for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
            found.add(line.substring(line.lastIndexOf("\"entities\":")));
        }
        try (Tagger tagger = Tagger.of(model, new ScalarEngine(model))) {
            List<List<Entity>> expected = tagger.tagAll(texts);
            assertThat(found).hasSameSizeAs(texts);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(found.get(i))
                        .as("%s, seed %d, text %d: %s", name, SEED, i, texts.get(i))
                        .isEqualTo(json(texts.get(i), expected.get(i)));
            }
        }
    }

    private static List<String> texts() {
        Random random = new Random(SEED);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            StringBuilder text = new StringBuilder();
            int pieces = random.nextInt(20);
            for (int piece = 0; piece < pieces; piece++) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static String json(String text, List<Entity> entities) {
        List<String> objects = new ArrayList<>();
        for (Entity entity : entities) {
            objects.add("{\"start\":%d,\"end\":%d,\"type\":\"%s\",\"text\":\"%s\"}"
                    .formatted(
                            text.codePointCount(0, entity.start()),
                            text.codePointCount(0, entity.end()),
                            entity.type(),
                            entity.text()
                                    .replace("\\", "\\\\")
                                    .replace("\"", "\\\"")
                                    .replace("\t", "\\t")));
        }
        return "\"entities\":[" + String.join(",", objects) + "]}";
    }
}
