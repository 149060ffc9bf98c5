package dev.fastener.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.model.TextRules.Unit;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a step is, a model learns from its corpus: text is then cut as the corpus is, or the F1 on text stands beside that on tokens. */
class UnitOfTheCorpusTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private Path model() {
        return folder.resolve("model.onnx");
    }

    /** Sentences of which each piece is a token, and one word of several pieces a place. */
    private Path corpus(List<String> pieces, List<String> place) throws IOException {
        Random random = new Random(3);
        StringBuilder lines = new StringBuilder();
        for (int s = 0; s < 60; s++) {
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                lines.append(pieces.get(random.nextInt(pieces.size()))).append("\tO\n");
            }
            for (int i = 0; i < place.size(); i++) {
                lines.append(place.get(i)).append(i == 0 ? "\tB-LOC\n" : "\tI-LOC\n");
            }
            lines.append('\n');
        }
        return Files.writeString(folder.resolve("corpus.bio"), lines);
    }

    private void train(Path corpus, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--train",
                corpus.toString(),
                "--hidden-size",
                "16",
                "--embedding-dim",
                "8",
                "--epochs",
                "3",
                "--threads",
                "1",
                "--out",
                model().toString()));
        arguments.addAll(List.of(more));
        assertThat(Main.run(arguments.toArray(String[]::new)))
                .as(streams.complaintsText())
                .isZero();
    }

    private Unit unit() throws IOException {
        return OnnxReader.read(model()).text().unit();
    }

    @Test
    void marksThatAreTokensAreSteps() throws IOException {
        Path corpus = corpus(List.of("น", "า", "ม", "ี", "่"), List.of("ก", "ิ", "น"));
        train(corpus);
        assertThat(unit()).isEqualTo(Unit.CODE_POINT);
        assertThat(streams.writtenText()).doesNotContain("as text");
        train(corpus, "--unit", "character");
        assertThat(unit()).isEqualTo(Unit.CHARACTER);
        assertThat(streams.writtenText())
                .contains("as text, which is what tag sees: F1 ", "sentences into other steps");
    }

    @Test
    void lettersWithTheirMarksAreStepsWhereTheCorpusHasThemSo() throws IOException {
        train(corpus(List.of("น", "า", "มี่"), List.of("กิ", "น")));
        assertThat(unit()).isEqualTo(Unit.CHARACTER);
    }

    @Test
    void wordsThatOurRulesDontCutAreCutAtWhiteSpace() throws IOException {
        train(corpus(List.of("她", "喜欢", "下雨", "的", "日子"), List.of("云港", "附近")));
        assertThat(unit()).isEqualTo(Unit.SEPARATED);
        assertThat(streams.writtenText()).doesNotContain("as text");
        train(corpus(List.of("She", "likes", "rainy", ",", "days", "."), List.of("Port", "Elm")));
        assertThat(unit()).isEqualTo(Unit.WORD);
    }
}
