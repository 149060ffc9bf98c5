package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.model.Head;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Transitions;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DevCorpusTest {
    private static final String[] VISIBLE = {"--no-mask-zero", "--padding", "pre", "--unk", "skip", "--crf", "none"};

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private int convert(String model, String[] options, String... more) throws IOException {
        String[] all = Stream.of(options, more).flatMap(Arrays::stream).toArray(String[]::new);
        return ConvertedFixture.convert(folder, model, ConvertedFixture.vocabulary(folder), all);
    }

    private Map<?, ?> json(Path file) throws IOException {
        return (Map<?, ?>) JsonTree.read("report", Files.readString(file));
    }

    /** By rule of padding. */
    private Map<String, Double> scores(Path report) throws IOException {
        Map<String, Double> f1 = new HashMap<>();
        Map<?, ?> dev = (Map<?, ?>) json(report).get("dev");
        for (Object score : (List<?>) dev.get("scores")) {
            f1.put((String) ((Map<?, ?>) score).get("padding"), ((Number) ((Map<?, ?>) score).get("f1")).doubleValue());
        }
        return f1;
    }

    /** What "fastener eval" says of the model that was written last. */
    private double evaluated(Path corpus) throws IOException {
        Path json = folder.resolve("eval.json");
        assertThat(Main.run(
                        "eval",
                        "--model",
                        ConvertedFixture.out(folder).toString(),
                        "--corpus",
                        corpus.toString(),
                        "--json",
                        json.toString()))
                .isZero();
        return ((Number) ((Map<?, ?>) json(json).get("micro")).get("f1")).doubleValue();
    }

    @Test
    void theScoreOfEachRuleIsThatOfTheModelConvertedUnderIt() throws IOException {
        Path corpus = ConvertedFixture.corpus(folder, 12);
        Path report = folder.resolve("report.json");
        assertThat(convert("ner-visible-pre.h5", VISIBLE, "--dev", corpus.toString(), "--report", report.toString()))
                .as(streams.complaintsText())
                .isZero();
        Map<String, Double> scores = scores(report);
        assertThat(scores.get("pads seen, left, to 7 steps")).isEqualTo(evaluated(corpus));
        assertThat(OnnxReader.read(ConvertedFixture.out(folder)).provenance().scores())
                .containsEntry("dev.f1", scores.get("pads seen, left, to 7 steps"));

        assertThat(convert("ner-visible-pre.h5", VISIBLE, "--pads", "none")).isZero();
        assertThat(scores.get("no pads")).isEqualTo(evaluated(corpus));

        String[] right = VISIBLE.clone();
        right[2] = "post";
        assertThat(convert("ner-visible-pre.h5", right)).isZero();
        assertThat(scores.get("pads seen, right, to 7 steps")).isEqualTo(evaluated(corpus));

        String[] masked = VISIBLE.clone();
        masked[0] = "--mask-zero";
        assertThat(convert("ner-visible-pre.h5", masked)).isZero();
        assertThat(scores.get("pads masked, left")).isEqualTo(evaluated(corpus));

        assertThat(convert("ner-visible-pre.h5", VISIBLE, "--long", "cut", "--truncating", "pre"))
                .isZero();
        assertThat(scores.get("pads seen, left, to 7 steps; longer texts cut at the front"))
                .isEqualTo(evaluated(corpus));
        assertThat(scores.values().stream().distinct().count()).isGreaterThan(2);
    }

    @Test
    void theWrittenFileIsComparedOnTheCorpusAndThreeSentencesAreShown() throws IOException {
        Path corpus = ConvertedFixture.corpus(folder, 12);
        Path page = folder.resolve("report.html");
        assertThat(convert(
                        "ner-visible-pre.h5",
                        VISIBLE,
                        "--constrain",
                        "--dev",
                        corpus.toString(),
                        "--report",
                        page.toString()))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains("dev.bio, 60 sentences", "(this model)", "; unconstrained", "constraints change ");
        assertThat(streams.writtenText().lines().filter(line -> line.startsWith("  gold:  ")))
                .hasSize(3);
        assertThat(Files.readString(page)).contains("dev.bio, 60 sentences", "pads seen, left, to 7 steps");
    }

    @Test
    void transitionsAreLearnedWhereTheFileHasNone() throws IOException {
        Path corpus = ConvertedFixture.corpus(folder, 6);
        String[] options = {"--no-mask-zero", "--padding", "pre", "--unk", "skip", "--fit-crf", corpus.toString()};
        Path report = folder.resolve("report.json");
        assertThat(convert("ner-visible-pre.h5", options, "--dev", corpus.toString(), "--report", report.toString()))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains("fitted to dev.bio (sha256 ", "the network frozen: loss of its 60 sentences from ");
        assertThat(scores(report)).containsKey("pads seen, left, to 7 steps; without transitions");
        TaggerModel fitted = OnnxReader.read(ConvertedFixture.out(folder));
        Transitions transitions = fitted.head().transitions();
        assertThat(fitted.head().decoding()).isEqualTo(Head.Decoding.VITERBI);
        // The corpus never has I-A or I-B after O or another type.

        assertThat(at(transitions, 1, 2)).isGreaterThan(at(transitions, 0, 2) + 1);
        assertThat(at(transitions, 3, 4)).isGreaterThan(at(transitions, 1, 4) + 1);
        assertThat(transitions.start()[2]).isLessThan(transitions.start()[1] - 1);
    }

    private static float at(Transitions transitions, int from, int to) {
        return transitions.scores().values()[from * transitions.tags() + to];
    }

    @Test
    void boundariesBesideGivenTransitionsAreTaken() throws IOException {
        Path given = folder.resolve("transitions.npz");
        try (OutputStream out = Files.newOutputStream(given);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            RecordedFixture.add(zip, "transitions", "<f4", "5, 5", floats(25, 1));
            RecordedFixture.add(zip, "start", "<f4", "5,", floats(5, 100));
            RecordedFixture.add(zip, "end", "<f4", "5,", floats(5, 200));
        }
        String[] options = {"--no-mask-zero", "--padding", "pre", "--unk", "skip", "--transitions", given.toString()};
        assertThat(convert("ner-visible-pre.h5", options))
                .as(streams.complaintsText())
                .isZero();
        Transitions transitions =
                OnnxReader.read(ConvertedFixture.out(folder)).head().transitions();
        assertThat(transitions.scores().values()).startsWith(1, 2, 3).endsWith(25);
        assertThat(transitions.start()).containsExactly(100, 101, 102, 103, 104);
        assertThat(transitions.end()).containsExactly(200, 201, 202, 203, 204);
    }

    private static ByteBuffer floats(int count, int first) {
        ByteBuffer values = RecordedFixture.buffer(count);
        for (int i = 0; i < count; i++) {
            values.putFloat(first + i);
        }
        return values;
    }

    @Test
    void onlyOneOfTheWaysToTransitionsCanBeTaken() throws IOException {
        Path corpus = ConvertedFixture.corpus(folder, 6);
        assertThat(convert("ner-visible-pre.h5", VISIBLE, "--fit-crf", corpus.toString()))
                .isEqualTo(2);
        String[] fit = {"--no-mask-zero", "--padding", "pre", "--unk", "skip", "--fit-crf", corpus.toString()};
        assertThat(convert("ner-transitions.h5", fit)).isEqualTo(2);
        assertThat(streams.complaintsText())
                .contains("expected one of --crf none, --transitions and --fit-crf")
                .contains("--fit-crf: expected a file without transitions");
        assertThat(ConvertedFixture.out(folder)).doesNotExist();
    }
}
