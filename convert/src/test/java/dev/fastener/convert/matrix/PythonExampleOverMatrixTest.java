package dev.fastener.convert.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.Entity;
import dev.fastener.Tagger;
import dev.fastener.convert.Choices;
import dev.fastener.convert.Cut;
import dev.fastener.convert.SourceText;
import dev.fastener.convert.TaggerBuilder;
import dev.fastener.convert.certificate.Readings;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Provenance;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules.Unit;
import dev.fastener.model.Vocabulary;
import dev.fastener.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Python example reads every file that a conversion writes, whatever cuts its text, with a tag that is none among its labels:
 * over the whole matrix its entities are those of {@link Tagger}.
 */
class PythonExampleOverMatrixTest {
    private static final long SEED = 5;

    private static final List<String> TAGS = List.of("O", "B-A", "I-A", "PAD", "B-B");

    private static final List<Cut> CUTS = List.of(
            Cut.of(Unit.CODE_POINT),
            Cut.of(Unit.SEPARATED),
            Cut.of(Unit.CHARACTER).lowercased(),
            Cut.ofTokenizer(true, ".,!", " ", false),
            Cut.of(new SourceText(
                    "text",
                    SourceText.Kind.TEXT_VECTORIZATION,
                    List.of("", "", "a"),
                    1,
                    "",
                    SourceText.Standardize.LOWER_AND_STRIP_PUNCTUATION,
                    SourceText.Split.CHARACTER,
                    0,
                    "utf-8")));

    /** Ids from 2 on, of characters and of words. */
    private static final List<String> CHARACTERS = List.of("", "", "甲", "乙", "a", "b", "é", " ", "\u0301", "กิ", "1");

    private static final List<String> WORDS = List.of("", "", "甲", "乙乙", "a", "bb", "é", "e\u0301", "a.b", "กิ", "1");

    private static final List<String> PIECES = List.of(
            "甲", "乙", "乙乙", "a", "A", "bb", "é", "e\u0301", "กิ", "1", " ", "  ", ".", "!", "\u3000", "\u001c", "\t",
            "x");

    @TempDir
    private Path folder;

    @Test
    void entitiesAreThoseOfTheTagger() throws IOException, InterruptedException {
        String python = System.getProperty("fastener.python", System.getenv("FASTENER_PYTHON"));
        assumeTrue(python != null, "FASTENER_PYTHON names no Python with numpy and onnxruntime");
        List<String> texts = texts();
        Path models = Files.createDirectory(folder.resolve("models"));
        List<String> expected = new ArrayList<>();
        List<Cell> cells = Cell.all();
        for (int i = 0; i < cells.size(); i++) {
            TaggerModel model = model(cells.get(i), CUTS.get(i % CUTS.size()), i);
            String name = "%03d".formatted(i);
            OnnxWriter.write(model, models.resolve(name + ".onnx"));
            try (Tagger tagger = Tagger.of(model, new ScalarEngine(model))) {
                List<List<Entity>> tagged = tagger.tagAll(texts);
                for (int t = 0; t < texts.size(); t++) {
                    expected.add(name + " " + t + " " + shown(texts.get(t), tagged.get(t)));
                }
            }
        }
        List<String> found = new ArrayList<>();
        for (String line : run(python, models, texts)) {
            List<?> entry = (List<?>) JsonTree.read("output", line);
            found.add(entry.get(0) + " " + found.size() % texts.size() + " " + entry.get(1));
        }
        assertThat(found).as("seed %d", SEED).isEqualTo(expected);
    }

    private TaggerModel model(Cell cell, Cut cut, int number) throws IOException {
        Path unpacked = cell.unpack(Files.createDirectory(folder.resolve("cell" + number)));
        Readings.Agreed agreed =
                Readings.choose(cell.read(unpacked), MatrixTest.choices(cell), true, cell.recording(unpacked));
        Choices choices = agreed.choices();
        Choices own = new Choices(
                List.of(new Vocabulary(cut.isOfWords() ? WORDS : CHARACTERS, 0, 1)),
                List.of(cut.isOfWords() ? FeatureUnit.WORD : FeatureUnit.CHARACTER),
                TAGS,
                cut,
                number % 2 == 0,
                choices.pads(),
                choices.padSide(),
                choices.truncationSide(),
                choices.maxLength(),
                choices.longTexts(),
                choices.transitions(),
                choices.withoutCrf(),
                choices.constrained());
        return TaggerBuilder.build(agreed.network(), own, Provenance.UNKNOWN);
    }

    private List<String> run(String python, Path models, List<String> texts) throws IOException, InterruptedException {
        Path input = folder.resolve("texts.json");
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newOutputStream(input))) {
            json.writeStartArray();
            for (String text : texts) {
                json.writeString(text);
            }
            json.writeEndArray();
        }
        Path output = folder.resolve("entities");
        Process example = new ProcessBuilder(
                        python, "src/test/python/example_over_models.py", models.toString(), input.toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(example.waitFor()).isZero();
        return Files.readAllLines(output);
    }

    private static List<String> texts() {
        Random random = new Random(SEED);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(12); piece >= 0; piece--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static String shown(String text, List<Entity> entities) {
        return Arrays.toString(entities.stream()
                .map(entity -> "[" + text.codePointCount(0, entity.start()) + ", "
                        + text.codePointCount(0, entity.end()) + ", " + entity.type() + "]")
                .toArray());
    }
}
