package dev.fastener.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** No command writes over what it reads, whatever names it: docs/reliability.md lists every option that writes. */
class OutputsTest {
    private static final Path DOCS = Path.of("../docs/reliability.md");

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private static final String CORPUS = IntStream.range(0, 30)
            .mapToObj(i -> (char) ('一' + i) + " O\n上 B-LOC\n海 I-LOC\n\n")
            .collect(Collectors.joining());

    private static byte[] model;

    @BeforeAll
    static void train(@TempDir Path folder) throws IOException {
        Path corpus = Files.writeString(folder.resolve("c.txt"), CORPUS);
        Path file = folder.resolve("m.onnx");
        assertThat(Main.run("train", "--train", corpus.toString(), "--out", file.toString(), "--epochs", "1"))
                .isZero();
        model = Files.readAllBytes(file);
    }

    private void inputs() throws IOException {
        Files.writeString(folder.resolve("train.txt"), CORPUS);
        Files.writeString(folder.resolve("dev.words.txt"), "上 海\n");
        Files.writeString(folder.resolve("s.txt"), "上 海\n");
        Files.writeString(folder.resolve("t.tags.txt"), "B-LOC I-LOC\n");
        Files.writeString(folder.resolve("dev.tags.txt"), "B-LOC I-LOC\n");
        Files.writeString(folder.resolve("vocab.json"), "{\"a\": 1}");
        Files.copy(Path.of("../convert/src/test/resources/blog/best.h5"), folder.resolve("best.h5"));
        Files.write(folder.resolve("model.onnx"), model);
        if (OS.LINUX.isCurrentOs()) {
            Files.createSymbolicLink(folder.resolve("link"), Path.of("train.txt"));
        }
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private int run(String command) {
        return Main.run(Stream.of(command.split(" "))
                .map(word ->
                        word.startsWith("@") ? folder.resolve(word.substring(1)).toString() : word)
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data split @train.txt --out @.",
                "data convert @train.txt --out @train.txt",
                "data inspect @train.txt --json @train.txt",
                "data inspect @train.txt --json @link",
                "data inspect @link --json @train.txt",
                "data inspect @dev.words.txt --json @dev.tags.txt",
                "data convert @dev.words.txt --out @dev.tags.txt",
                "data convert @s.txt --tags @t.tags.txt --to pair --out @t.txt",
                "train --train @train.txt --out @train.txt",
                "train --train @train.txt --dev @dev.words.txt --out @m.onnx --log @dev.words.txt",
                "train --train @train.txt --out @m.onnx --log @train.txt",
                "tune --train @train.txt --study @train.txt",
                "tune --train @train.txt --study @s.db --json @train.txt",
                "tune --train @train.txt --study @s.db --report @train.txt",
                "eval --model @model.onnx --corpus @train.txt --json @train.txt",
                "eval --model @model.onnx --corpus @train.txt --json @model.onnx",
                "eval --model @model.onnx --corpus @train.txt --predictions @train.txt",
                "eval --model @model.onnx --corpus @train.txt --predictions @model.onnx",
                "eval --model @model.onnx --corpus @train.txt --errors @train.txt",
                "convert @best.h5 --vocab @vocab.json --out @best.h5",
                "convert @best.h5 --vocab @vocab.json --out @m.onnx --report @vocab.json",
                "convert @best.h5 --vocab @vocab.json --out @vocab.json",
                "convert @model.onnx --to keras @model.onnx",
                "convert @model.onnx --to tensorflow @model.onnx",
                "quantize --model @model.onnx --precision int8 --out @m.onnx --json @model.onnx",
                "quantize --model @model.onnx --precision int8 --out @model.onnx",
                "slim --teacher @model.onnx --train @train.txt --out @model.onnx",
                "slim --teacher @model.onnx --train @train.txt --out @m.onnx --json @train.txt",
                "accelerate @model.onnx --folder @.",
                "accelerate @model.onnx --train @train.txt --folder @.",
                "bench --model @model.onnx --json @model.onnx",
                "bench --model @model.onnx --corpus @train.txt --json @train.txt",
            })
    void anInputIsNeverWrittenOver(String command) throws IOException {
        inputs();
        Map<Path, String> before = contents();
        assertThat(run(command)).as(streams.complaintsText()).isEqualTo(2);
        assertThat(streams.complaintsText())
                .startsWith("fastener: ")
                .contains("read by the same run")
                .hasLineCount(1);
        assertThat(contents()).isEqualTo(before);
    }

    /** The conversion looks beside the model for what belongs to it. */
    @ParameterizedTest
    @ValueSource(strings = {"--out @m.onnx --report @vocab.json", "--out @vocab.json"})
    void whatLiesBesideAModelIsNotWrittenOverEither(String outputs) throws IOException {
        inputs();
        Map<Path, String> before = contents();
        assertThat(run("convert @best.h5 " + outputs)).isEqualTo(2);
        assertThat(streams.complaintsText()).contains("vocab.json lies beside the model");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void twoOutputsAreTwoFiles() throws IOException {
        inputs();
        assertThat(run("train --train @train.txt --out @m.onnx --log @m.onnx")).isEqualTo(2);
        assertThat(streams.complaintsText()).contains("is written by --out already");
        assertThat(folder.resolve("m.onnx")).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDeviceStaysADevice() throws IOException {
        inputs();
        assertThat(run("data inspect @train.txt --json /dev/null")).isZero();
        assertThat(run("eval --model @model.onnx --corpus @train.txt --json /dev/null --predictions /dev/null"))
                .as(streams.complaintsText())
                .isZero();
        assertThat(Files.exists(Path.of("/dev/null"))).isTrue();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void theListOfOptionsThatWriteIsWhole() throws IOException {
        Set<String> writing = new TreeSet<>();
        collect(Main.commandLine(), writing);
        Set<String> listed = new TreeSet<>();
        Pattern.compile("(?m)^\\| `([^`]+)` \\| `([^`]+)` \\|")
                .matcher(Files.readString(DOCS))
                .results()
                .forEach(row -> listed.add(row.group(1) + " " + row.group(2)));
        assertThat(listed).isEqualTo(writing);
    }

    private static void collect(CommandLine command, Set<String> writing) {
        String name = command.getCommandSpec().qualifiedName().replaceFirst("^fastener ?", "");
        for (ArgSpec argument : command.getCommandSpec().args()) {
            if (argument.userObject() instanceof Field field && field.isAnnotationPresent(Writes.class)) {
                writing.add(name + " "
                        + (argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel()));
            }
        }
        command.getSubcommands().values().forEach(subcommand -> collect(subcommand, writing));
    }
}
