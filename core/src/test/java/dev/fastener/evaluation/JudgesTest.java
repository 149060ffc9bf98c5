package dev.fastener.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fastener.scheme.TagScheme;
import dev.fastener.text.CorpusFormatException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against conlleval and seqeval on the files that make_predictions.py made. */
class JudgesTest {
    @ParameterizedTest
    @ValueSource(strings = {"bio", "bio-illegal", "bioes", "bioes-illegal"})
    void figuresEqualTheJudges(String name) throws Exception {
        EvaluationReport report =
                PredictionFile.score(resource(name + ".conll"), null).report();
        int checked = 0;
        for (String line : Files.readAllLines(resource("judges.tsv"))) {
            String[] verdict = line.split("\t");
            if (verdict[0].equals(name)) {
                boolean seqeval = verdict[1].equals("seqeval");
                double value = Double.parseDouble(verdict[4]);
                Offset<Double> accuracy = within(seqeval ? 1e-12 : 0.005 + 1e-9);
                double ours = seqeval
                        ? figure(report.strict(), verdict[2], verdict[3], 1)
                        : verdict[3].equals("accuracy")
                                ? 100 * report.conlleval().accuracy()
                                : verdict[3].equals("tokens")
                                        ? report.conlleval().tokens()
                                        : figure(report.conlleval().scores(), verdict[2], verdict[3], 100);
                assertThat(ours).as(line).isCloseTo(value, accuracy);
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(40);
    }

    private static double figure(EntityScores scores, String type, String key, double percent) {
        if (type.equals("macro")) {
            return switch (key) {
                case "f1" -> scores.macroF1();
                case "precision" ->
                    scores.byType().values().stream()
                            .mapToDouble(Counts::precision)
                            .average()
                            .orElseThrow();
                case "recall" ->
                    scores.byType().values().stream()
                            .mapToDouble(Counts::recall)
                            .average()
                            .orElseThrow();
                default -> scores.micro().gold();
            };
        }
        Counts counts = type.equals("micro")
                ? scores.micro()
                : Objects.requireNonNull(scores.byType().get(type));
        return switch (key) {
            case "precision" -> percent * counts.precision();
            case "recall" -> percent * counts.recall();
            case "f1" -> percent * counts.f1();
            case "support", "gold" -> counts.gold();
            case "predicted" -> counts.predicted();
            case "correct" -> counts.correct();
            default -> throw new IllegalArgumentException(key);
        };
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(JudgesTest.class.getResource(name)).toURI());
    }

    @Test
    void aLineWithoutTagsIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("p.conll"), "a O O\nb\n");
        assertThatThrownBy(() -> PredictionFile.score(file, null))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining("p.conll:2: ");
        Files.writeString(file, "a O Q-X\n");
        assertThatThrownBy(() -> PredictionFile.score(file, null)).hasMessageContaining("Q-X");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> PredictionFile.score(file, null)).hasMessageContaining("found none");
    }

    /** seqeval 1.2.2 in strict mode counts 0 of 1 in either scheme; in IOB1 conlleval's rule holds, and this is said. */
    @Test
    void whatIsPredictedDoesNotChangeTheScheme(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("p.conll"), "a B-X I-X\nb I-X I-X\nc O O\n");
        PredictionFile.Scored found = PredictionFile.score(file, null);
        assertThat(found.format().scheme()).isEqualTo(TagScheme.BIO);
        assertThat(found.isLenient()).isFalse();
        assertThat(found.report().strict().micro().correct()).isZero();
        assertThat(found.report().strict().micro().gold()).isEqualTo(1);
        PredictionFile.Scored given = PredictionFile.score(file, TagScheme.IOB1);
        assertThat(given.isLenient()).isTrue();
        assertThat(given.report().strict().micro().correct()).isEqualTo(1);
    }
}
