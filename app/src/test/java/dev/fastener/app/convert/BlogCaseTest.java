package dev.fastener.app.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The case of many tutorials, as convert/src/test/python/blog.py made it: a subclassed tagger of real Keras, its weights saved by
 * {@code save_weights("best.h5")}, one command, and the logits and tags that Keras and TensorFlow Addons gave.
 */
class BlogCaseTest {
    private static final Path FIXTURE = Path.of("../convert/src/test/resources/blog");

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private Path model = Path.of("");

    @BeforeEach
    void convertedByOneCommand() throws IOException {
        model = folder.resolve("model.onnx");
        assertThat(convert("--padding", "post", "--no-mask-zero"))
                .as(streams.complaintsText())
                .isZero();
    }

    /** Vocabulary and tags lie beside the model under usual names, so they need no option. */
    private int convert(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "convert",
                FIXTURE.resolve("best.h5").toString(),
                "--max-len",
                "12",
                "--unk",
                "<UNK>",
                "--out",
                model.toString()));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    @Test
    void theRecordingsOfKerasGiveCertificateA() {
        assertThat(convert("--recorded", FIXTURE.resolve("io.npz").toString())).isZero();
        assertThat(streams.writtenText()).contains("certificate A, passed");
    }

    @Test
    void tagGivesTheTagsOfKerasAndItsViterbi() throws IOException {
        String tagged = Files.readString(FIXTURE.resolve("tagged.txt"), UTF_8);
        StringBuilder texts = new StringBuilder();
        for (String sentence : tagged.strip().split("\n\n")) {
            sentence.lines().forEach(line -> texts.append(line, 0, line.indexOf(' ')));
            texts.append('\n');
        }
        Path input = Files.writeString(folder.resolve("texts.txt"), texts);
        streams.written.reset();
        assertThat(Main.run("tag", "--model", model.toString(), "--format", "conll", input.toString()))
                .isZero();
        assertThat(streams.writtenText().strip()).isEqualTo(asEntities(tagged));
    }

    /** The command writes entities as tags: one that the source began with I begins with B there. */
    private static String asEntities(String tagged) {
        List<String> lines = new ArrayList<>();
        String before = "O";
        for (String line : tagged.strip().split("\n")) {
            String tag = line.substring(line.indexOf(' ') + 1);
            boolean begins = tag.startsWith("I-") && !before.endsWith(tag.substring(1));
            lines.add(begins ? line.replace("I-", "B-") : line);
            before = tag;
        }
        return String.join("\n", lines).replace(' ', '\t');
    }

    @Test
    void pythonsOnnxRuntimeGivesTheLogitsOfKeras() throws IOException, InterruptedException {
        String python = System.getProperty("fastener.python", System.getenv("FASTENER_PYTHON"));
        assumeTrue(python != null, "FASTENER_PYTHON names no Python with numpy and onnxruntime");
        Path output = folder.resolve("difference");
        Process run = new ProcessBuilder(
                        python,
                        "../convert/src/test/python/session_run.py",
                        model.toString(),
                        FIXTURE.resolve("io.npz").toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(run.waitFor()).isZero();
        assertThat(Double.parseDouble(Files.readString(output).strip())).isLessThanOrEqualTo(1e-5);
    }
}
