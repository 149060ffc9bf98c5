package dev.fastener.app.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.app.tag.LettersModel;
import dev.fastener.model.Quantization.Precision;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {
    @TempDir
    private static Path trained;

    private static Path model = Path.of("");
    private static Path corpus = Path.of("");

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    /** A tagger of two layers and its corpus, made once. */
    @BeforeAll
    static void train() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append((char) ('一' + i)).append(" O\n在 O\n上 B-LOC\n海 I-LOC\n\n");
            text.append("重 O\n复 O\n\n");
        }
        corpus = Files.writeString(trained.resolve("corpus.txt"), text);
        model = trained.resolve("model.onnx");
        String[] arguments = ("train --hidden-size 9 --embedding-dim 7 --layers 2 --epochs 8 --train " + corpus
                        + " --dev " + corpus + " --out " + model)
                .split(" ");
        assertThat(Main.run(arguments)).isZero();
    }

    private int quantize(Object... more) {
        List<String> arguments = new ArrayList<>(List.of("quantize"));
        for (Object argument : more) {
            arguments.add(argument.toString());
        }
        return Main.run(arguments.toArray(String[]::new));
    }

    private String printed() {
        return streams.writtenText();
    }

    private String complaint() {
        return streams.complaintsText();
    }

    @Test
    void theTableHasARowForEachPrecisionAndTheFirstThatKeepsTheBoundIsWritten() throws IOException {
        Path out = folder.resolve("int8.onnx");
        Path json = folder.resolve("figures.json");
        int code = quantize("--model", model, "--dev", corpus, "--out", out, "--json", json);
        assertThat(code).as(complaint()).isZero();
        assertThat(printed())
                .containsPattern("\\n +fp32 ")
                .containsPattern("\\n\\* +int8 ")
                .containsPattern("\\n +bf16 ")
                .containsPattern("\\n +int16 ")
                .contains("corpus.txt has 60 entities: 0.2 points is under one; used: not significantly worse");
        TaggerModel narrow = OnnxReader.read(out);
        assertThat(narrow.quantization().matrices()).containsOnlyKeys("body.0.R", "body.1.W", "body.1.R");
        narrow.quantization().matrices().forEach((name, matrix) -> {
            assertThat(matrix.precision()).isEqualTo(Precision.INT8);
            assertThat(matrix.activationScale()).as(name).isPositive();
        });
        assertThat(narrow.provenance().settings())
                .containsEntry("quantize.precision", "int8")
                .containsEntry("quantize.calibration", "corpus.txt");
        assertThat(Files.readString(json))
                .contains("\"bytes\" : " + Files.size(out))
                .contains("\"p50Millis\"", "\"equalTags\"", "\"f1ChangeLow\"", "\"chosen\" : true");
    }

    @Test
    void withoutACorpusTagsOfRandomTextAreCompared() throws IOException {
        Path out = folder.resolve("int16.onnx");
        assertThat(quantize("--model", model, "--precision", "int16", "--out", out))
                .isZero();
        assertThat(printed()).contains("100.000 %", "activations: random ids").doesNotContain("entities:");
        assertThat(OnnxReader.read(out)
                        .quantization()
                        .matrices()
                        .get("body.1.R")
                        .precision())
                .isEqualTo(Precision.INT16);
    }

    @Test
    void compactFilesAreTheSmallest() throws IOException {
        Path plain = folder.resolve("plain.onnx");
        Path compact = folder.resolve("compact.onnx");
        assertThat(quantize("--model", model, "--precision", "int8", "--out", plain))
                .isZero();
        assertThat(quantize("--model", model, "--precision", "int8", "--compact", "--out", compact))
                .isZero();
        assertThat(OnnxReader.read(compact).quantization().matrices())
                .containsKeys("embedding.input", "body.0.W", "body.2.kernel");
        assertThat(Files.size(plain)).isLessThan(Files.size(model));
    }

    @Test
    void theFormForOnnxRuntimeIsNoModelOfOursAnyMore() throws IOException {
        Path out = folder.resolve("ort.onnx");
        assertThat(quantize("--model", model, "--for", "onnxruntime", "--dev", corpus, "--out", out))
                .as(complaint())
                .isZero();
        assertThat(printed()).containsPattern("\\n\\* +dynamic int8 ");
        assertThat(new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1))
                .contains("DynamicQuantizeLSTM", "DynamicQuantizeMatMul");
        assertThat(quantize("--model", out, "--out", folder.resolve("again.onnx")))
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeIsOneLineAndWritesNothing() throws IOException {
        Path out = folder.resolve("out.onnx");
        Path without = Files.writeString(folder.resolve("empty.txt"), "在 O\n上 O\n\n在 O\n\n");
        Path letters = LettersModel.writeTo(folder);
        Path narrow = folder.resolve("narrow.onnx");
        assertThat(quantize("--model", model, "--precision", "int8", "--out", narrow))
                .isZero();
        List<List<Object>> cases = List.of(
                List.of("--model", model, "--out", out, "--max-f1-drop", "0.1"),
                List.of("--model", model, "--out", out, "--dev", corpus, "--max-f1-drop", "-1"),
                List.of("--model", model, "--out", out, "--dev", without),
                List.of("--model", model, "--out", out, "--precision", "int4"),
                List.of("--model", model, "--out", model),
                List.of("--model", narrow, "--out", out),
                List.of("--model", letters, "--out", out),
                List.of("--model", letters, "--out", out, "--for", "onnxruntime"),
                List.of("--model", model, "--out", out, "--for", "onnxruntime", "--compact"));
        List<String> expected = List.of(
                "--max-f1-drop: expected --dev",
                "0 to 100 points",
                "expected entities",
                "int4",
                "expected another file",
                "expected a model in fp32, found body.",
                "expected recurrent layers, found none",
                "expected recurrent layers, found none",
                "expected no --compact");
        for (int i = 0; i < cases.size(); i++) {
            streams.complaints.reset();
            assertThat(quantize(cases.get(i).toArray())).as("%s", cases.get(i)).isEqualTo(2);
            assertThat(complaint().strip()).contains(expected.get(i)).hasLineCount(1);
            assertThat(out).doesNotExist();
        }
    }
}
