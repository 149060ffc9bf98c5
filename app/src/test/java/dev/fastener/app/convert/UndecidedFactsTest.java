package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Facts of which a file allows two: assumed and said so, tried on a corpus, told by a recording, set by an option. */
class UndecidedFactsTest {
    private static final Path RESOURCES = Path.of("../convert/src/test/resources");
    private static final String CELL = "tf-2.15-weights.h5_bigru_visible-pre_tf_crf_layer";

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private Path vocabulary;
    private Path corpus;

    @BeforeEach
    void textAndCorpus() throws IOException {
        vocabulary = Files.writeString(
                folder.resolve("chars.json"),
                "{\"一\": 1, \"丁\": 2, \"丂\": 3, \"七\": 4, \"丄\": 5, \"丅\": 6, \"丆\": 7, \"万\": 8, \"丈\": 9, \"三\": 10}");
        corpus = Files.writeString(folder.resolve("dev.bio"), "一\tB-A\n丁\tI-A\n丂\tO\n\n七\tO\n万\tB-B\n三\tO\n\n");
    }

    private int convert(Path model, String tags, String... more) throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.json"), tags);
        List<String> arguments = new ArrayList<>(List.of(
                "convert",
                model.toString(),
                "--vocab",
                vocabulary.toString(),
                "--tags",
                labels.toString(),
                "--unk",
                "skip",
                "--max-len",
                "7",
                "--out",
                folder.resolve("model.onnx").toString()));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    private Path crfWeights() throws IOException {
        try (InputStream in = Files.newInputStream(RESOURCES.resolve("matrix/tf-2.15.zip"));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().startsWith(CELL + "/")) {
                    Files.copy(zip, folder.resolve(Path.of(entry.getName()).getFileName()));
                }
            }
        }
        return folder.resolve("model.h5");
    }

    private static final String FIVE = "[\"O\", \"B-A\", \"I-A\", \"B-B\", \"I-B\"]";
    private static final String FOUR = "[\"O\", \"B-A\", \"I-A\", \"B-B\"]";

    @Test
    void theSignOfACrfIsAssumedAndItsOtherReadingTriedOnTheCorpus() throws IOException {
        assertThat(convert(crfWeights(), FIVE, "--no-mask-zero", "--padding", "post", "--dev", corpus.toString()))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains("assumed   CRF sign: scores")
                .contains("assumed   CRF: tensorflow_addons")
                .contains("CRF sign: energies");
    }

    @Test
    void theSignOfACrfIsGivenByItsOption() throws IOException {
        assertThat(convert(crfWeights(), FIVE, "--no-mask-zero", "--padding", "post", "--crf-sign", "energies"))
                .isZero();
        assertThat(streams.writtenText()).contains("given     CRF sign: energies");
        assertThat(convert(
                        folder.resolve("model.h5"), FIVE, "--no-mask-zero", "--padding", "post", "--crf-sign", "maybe"))
                .isEqualTo(2);
        assertThat(streams.complaintsText()).contains("--crf-sign: expected scores or energies, found maybe");
    }

    @Test
    void theSignOfACrfIsToldByTheRecordedTags() throws IOException {
        Path weights = crfWeights();
        assertThat(convert(weights, FIVE, "--recorded", folder.resolve("io.npz").toString()))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText()).contains("certificate A, passed").contains("recorded  CRF sign: scores");
    }

    @Test
    void aSequentialFileOfKeras315IsReadAsItsWriterHasItAndSaysSo() throws IOException {
        Path model = RESOURCES.resolve("keras/masks/stack-3.15.keras");
        assertThat(convert(model, FOUR, "--padding", "post", "--crf", "none", "--dev", corpus.toString()))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains("assumed   mask after the first layers: passed on")
                .contains("the layers computed anew from their definitions")
                .contains("mask after the first layers: dropped");
    }

    @Test
    void whichKerasRunsAFileIsGivenByItsOption() throws IOException {
        Path model = RESOURCES.resolve("keras/masks/stack-3.15.keras");
        assertThat(convert(model, FOUR, "--padding", "post", "--crf", "none", "--keras", "3.16"))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText()).contains("given     mask after the first layers: dropped");
        assertThat(convert(model, FOUR, "--padding", "post", "--crf", "none", "--keras", "new"))
                .isEqualTo(2);
        assertThat(streams.complaintsText()).contains("--keras: expected a version such as 3.16, found new");
    }

    @Test
    void aRecordingOfKeras316TellsThatItRanTheFile() throws IOException {
        Path recorded = RecordedFixture.write(
                RESOURCES.resolve("keras/masks/stack-3.15.keras@3.16-post.json"), folder.resolve("io.npz"), 0);
        Path model = RESOURCES.resolve("keras/masks/stack-3.15.keras");
        assertThat(convert(model, FOUR, "--crf", "none", "--recorded", recorded.toString()))
                .as(streams.complaintsText())
                .isZero();
        assertThat(streams.writtenText())
                .contains("certificate A, passed")
                .contains("recorded  mask after the first layers: dropped");
    }
}
