package dev.fastener.app.accelerate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.app.tag.LettersModel;
import dev.fastener.model.Dense;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AccelerateCommandTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    /** Sentences on 上海 among characters from {@code first} on. */
    private Path corpus(String name, char first, int sentences) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append((char) (first + i)).append(" O\n在 O\n上 B-LOC\n海 I-LOC\n\n重 O\n复 O\n\n");
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private int accelerate(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "accelerate";
        System.arraycopy(words, 0, all, 1, words.length);
        return Main.run(all);
    }

    @Test
    void aCorpusGivesAModelAndItsStoryAndASecondRunDoesNothing() throws IOException {
        Path out = folder.resolve("out");
        String[] command = {
            corpus("train.txt", '一', 60).toString(),
            "--dev=" + corpus("dev.txt", '甲', 30),
            "--teacher=2x16",
            "--budget=20s",
            "--folder=" + out
        };
        assertThat(accelerate(command)).as(streams.complaintsText()).isZero();
        OnnxReader.read(out.resolve("model.onnx"));
        assertThat(Files.readString(out.resolve("report.html"))).contains("fused int8");
        assertThat(streams.writtenText()).contains("is the model");
        assertThat(streams.complaintsText())
                .contains("$ fastener train --train")
                .contains("$ fastener slim --teacher")
                .contains("$ fastener tune --precision fp32 --train")
                .contains("$ fastener quantize --model")
                .contains("$ fastener bench --ladder");
        FileTime before = Files.getLastModifiedTime(out.resolve("model.onnx"));
        assertThat(accelerate(command)).isZero();
        assertThat(Files.getLastModifiedTime(out.resolve("model.onnx"))).isEqualTo(before);
    }

    @Test
    void anotherRunInTheSameFolderIsRefused() throws IOException {
        Path model = LettersModel.writeTo(folder);
        Path out = Files.createDirectory(folder.resolve("out"));
        Files.writeString(out.resolve("steps.tsv"), "# fastener accelerate\tsomething else\ntake\t1.0\tdone\n");
        assertThat(accelerate(model.toString(), "--folder", out.toString())).isEqualTo(2);
        assertThat(streams.complaintsText()).contains("something else").contains("--folder");
    }

    /** Of equal length, and under the same name. */
    @Test
    void aModelOfOtherWeightsIsAnotherRun() throws IOException {
        Path model = LettersModel.writeTo(folder);
        Path out = folder.resolve("out");
        accelerate(model.toString(), "--folder", out.toString()); // takes it, and finds no layer to narrow
        assertThat(out.resolve("steps.tsv")).content().contains("take");
        TaggerModel read = OnnxReader.read(model);
        long bytes = Files.size(model);
        Dense dense = (Dense) read.body().get(read.body().size() - 1);
        dense.bias()[0] += 1;
        OnnxWriter.write(read, model);
        assertThat(Files.size(model)).isEqualTo(bytes);
        assertThat(accelerate(model.toString(), "--folder", out.toString())).isEqualTo(2);
        assertThat(streams.complaintsText()).contains("expected the journal of this run", "sha256=");
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeAnyWork() throws IOException {
        String model = LettersModel.writeTo(folder).toString();
        String text = corpus("train.txt", '一', 20).toString();
        String out = "--folder=" + folder.resolve("out");
        assertThat(accelerate(folder.resolve("none.txt").toString(), out)).isEqualTo(2);
        assertThat(streams.complaintsText()).contains("no such file");
        assertThat(accelerate(text, out, "--train", text)).isEqualTo(2);
        assertThat(accelerate(text, out, "--", "--padding", "pre")).isEqualTo(2);
        assertThat(accelerate(model, out, "--teacher=3x512")).isEqualTo(2);
        assertThat(accelerate(model, out, "--limit=p99=2ms")).isEqualTo(2);
        assertThat(accelerate(text, out, "--limit=p99=fast")).isEqualTo(2);
        assertThat(accelerate(text, out, "--teacher=big")).isEqualTo(2);
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
