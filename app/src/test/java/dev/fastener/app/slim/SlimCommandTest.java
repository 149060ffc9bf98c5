package dev.fastener.app.slim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.slim.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SlimCommandTest {
    @TempDir
    private static Path trained;

    private static Path teacher = Path.of("");
    private static Path train = Path.of("");
    private static Path dev = Path.of("");

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    /** A tagger of two layers and its corpus, made once. */
    @BeforeAll
    static void trainTheTeacher() throws IOException {
        train = Files.writeString(trained.resolve("train.txt"), corpus('一', 60));
        dev = Files.writeString(trained.resolve("dev.txt"), corpus('甲', 30));
        teacher = trained.resolve("teacher.onnx");
        assertThat(Main.run(("train --hidden-size 24 --embedding-dim 16 --layers 2 --epochs 10 --learning-rate 0.01"
                                + " --train " + train + " --dev " + dev + " --out " + teacher)
                        .split(" ")))
                .isZero();
    }

    /** Sentences on 上海 among characters from {@code first} on. */
    private static String corpus(char first, int sentences) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append((char) (first + i)).append(" O\n在 O\n上 B-LOC\n海 I-LOC\n\n重 O\n复 O\n\n");
        }
        return text.toString();
    }

    /** @param more options with their values; those of the same name as a usual one take its place */
    private int slim(Object... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "slim",
                "--teacher",
                teacher.toString(),
                "--train",
                train.toString(),
                "--dev",
                dev.toString(),
                "--learning-rate",
                "0.01"));
        for (int i = 0; i < more.length; i += 2) {
            int given = arguments.indexOf(more[i]);
            if (given >= 0) {
                arguments.subList(given, given + 2).clear();
            }
            arguments.addAll(List.of(more[i].toString(), more[i + 1].toString()));
        }
        return Main.run(arguments.toArray(String[]::new));
    }

    @Test
    void everyStudentIsKeptAndTheJsonNamesItsFile() throws IOException {
        Path out = folder.resolve("small.onnx");
        Path json = folder.resolve("figures.json");
        Path students = folder.resolve("students");
        int code = slim(
                "--steps", "distil,structure", "--epochs", 8, "--out", out, "--json", json, "--students", students);
        assertThat(code).as(streams.complaintsText()).isZero();
        TaggerModel first = OnnxReader.read(students.resolve("01-1x24.onnx"));
        assertThat(Shapes.label(first)).isEqualTo("1x24");
        assertThat(first.provenance().settings()).containsEntry("slim.teacher", "teacher.onnx");
        assertThat(Files.readString(json)).contains("\"file\" : \"" + students.resolve("01-1x24.onnx") + "\"");
        assertThat(students)
                .isDirectoryContaining(file -> file.getFileName().toString().startsWith("02-"));
    }

    @Test
    void theTableHasIntervalsTheRuleAndTheMeanOfTheSeeds() throws IOException {
        Path json = folder.resolve("figures.json");
        int code = slim(
                "--steps",
                "distil",
                "--epochs",
                8,
                "--seeds",
                3,
                "--out",
                folder.resolve("small.onnx"),
                "--json",
                json);
        assertThat(code).as(streams.complaintsText()).isZero();
        assertThat(streams.writtenText())
                .containsPattern("teacher +2 recurrent of 24, embeddings of 16 +100.00 +\\+0.00 +\\+0.00\\.\\.\\+0.00")
                .containsPattern("distil +1 LSTM of 24")
                .contains("dev has 30 entities: 0.2 points is under one; used: not significantly worse")
                .containsPattern("1 LSTM of 24, embeddings of 16: seeds 1, 2, 3 change F1 by .*: within the bound");
        assertThat(Files.readString(json))
                .contains("\"seeds\" : [ 1, 2, 3 ]", "\"rule\" : \"dev has 30 entities", "\"f1ChangeLow\"");
    }

    @Test
    void aVocabularyAloneIsPruned() throws IOException {
        Path out = folder.resolve("small.onnx");
        assertThat(slim("--steps", "prune-vocabulary", "--train", shorter(), "--out", out))
                .as(streams.complaintsText())
                .isZero();
        TaggerModel big = OnnxReader.read(teacher);
        TaggerModel small = OnnxReader.read(out);
        assertThat(small.body().get(0))
                .usingRecursiveComparison()
                .isEqualTo(big.body().get(0));
        assertThat(small.features().get(0).vocabulary().size())
                .isLessThan(big.features().get(0).vocabulary().size());
        assertThat(streams.writtenText()).contains("prune-vocabulary", " entries of ");
    }

    @Test
    void unitsAloneArePruned() throws IOException {
        Path out = folder.resolve("small.onnx");
        assertThat(slim("--steps", "prune-units", "--epochs", 12, "--seeds", 1, "--max-f1-drop", 50, "--out", out))
                .as(streams.complaintsText())
                .isZero();
        assertThat(Shapes.label(OnnxReader.read(out))).startsWith("2x").isNotEqualTo("2x24");
        assertThat(streams.complaintsText()).contains("prune-units: 16 of 24 units stay");
    }

    @Test
    void aBoundThatNoStudentKeepsIsExitCodeOneAndWritesNothing() {
        Path out = folder.resolve("small.onnx");
        int code = slim("--steps", "distil", "--epochs", 1, "--learning-rate", "1e-9", "--out", out);
        assertThat(code).as(streams.complaintsText()).isEqualTo(1);
        assertThat(streams.writtenText()).contains("small.onnx is not written");
        assertThat(out).doesNotExist();
    }

    @Test
    void aBudgetEndsTheSearchAndCutsTrainingsShort() throws IOException {
        Path json = folder.resolve("figures.json");
        slim(
                "--steps",
                "distil",
                "--epochs",
                100000,
                "--budget",
                "3s",
                "--out",
                folder.resolve("small.onnx"),
                "--json",
                json);
        assertThat(Files.readString(json)).contains("\"outOfTime\" : true");
    }

    @Test
    void whatCannotBeIsOneLineAndWritesNothing() throws IOException {
        Path out = folder.resolve("small.onnx");
        Path books =
                Files.writeString(folder.resolve("books.txt"), corpus('一', 5).replace("LOC", "BOOK"));
        Path both = Files.writeString(
                folder.resolve("both.txt"), corpus('一', 5) + corpus('一', 5).replace("LOC", "BOOK"));
        Path narrow = folder.resolve("narrow.onnx");
        assertThat(Main.run(("quantize --precision int8 --model " + teacher + " --out " + narrow).split(" ")))
                .isZero();
        Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xe9, 'b', '\n'});
        Path empty = Files.writeString(folder.resolve("empty.txt"), "\n  \n");
        Path file = Files.writeString(folder.resolve("file"), "");
        Map<List<Object>, String> cases = new LinkedHashMap<>();
        cases.put(
                List.of("--train", both),
                "line 41 of the training text: expected entities that the teacher has tags for (O, B-LOC, I-LOC), found"
                        + " one that needs B-BOOK");
        cases.put(List.of("--dev", books), "books.txt:1: expected types of entities that");
        cases.put(List.of("--teacher", narrow), "teacher: expected weights in fp32");
        cases.put(List.of("--unlabelled", latin), "latin.txt:1: expected UTF-8 text");
        cases.put(List.of("--unlabelled", empty), "empty.txt: expected a sentence per line, found no text");
        cases.put(List.of("--students", file), "file: expected a folder for the students, found a file");
        cases.put(List.of("--students", folder.resolve("no").resolve("where")), "where: can't be written");
        cases.put(List.of("--steps", "prune"), "expected some of [prune-vocabulary, distil, structure, prune-units]");
        cases.put(List.of("--seeds", 0), "seeds: expected at least 1, found 0");
        cases.put(List.of("--max-f1-drop", -1), "0 to 100 points");
        for (Map.Entry<List<Object>, String> one : cases.entrySet()) {
            streams.complaints.reset();
            List<Object> arguments = new ArrayList<>(one.getKey());
            arguments.addAll(List.of("--out", out));
            assertThat(slim(arguments.toArray())).as(one.getValue()).isEqualTo(2);
            List<String> lines = streams.complaintsText()
                    .lines()
                    .filter(line -> line.startsWith("fastener: "))
                    .toList();
            assertThat(lines).singleElement().asString().contains(one.getValue());
            assertThat(out).doesNotExist();
        }
    }

    @Test
    void unlabelledTextIsReadALineEach() throws IOException {
        Path more = Files.writeString(folder.resolve("more.txt"), "\uFEFF京在上海\n\n东在上海，好\r\n");
        Path out = folder.resolve("small.onnx");
        int code = slim("--steps", "distil", "--epochs", 8, "--seeds", 1, "--unlabelled", more, "--out", out);
        assertThat(code).as(streams.complaintsText()).isZero();
        assertThat(streams.complaintsText()).contains("more.txt: 2 sentences, 10 characters without labels");
        assertThat(OnnxReader.read(out).features().get(0).vocabulary().entries())
                .contains("京", "东", "，", "好")
                .doesNotContain("\uFEFF", "\r");
    }

    private Path shorter() throws IOException {
        return Files.writeString(folder.resolve("shorter.txt"), corpus('一', 10));
    }
}
