package dev.fastener.convert.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.convert.Choices;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.TaggerBuilder;
import dev.fastener.convert.certificate.Certificate;
import dev.fastener.convert.certificate.Certifier;
import dev.fastener.convert.certificate.Comparison;
import dev.fastener.convert.certificate.Readings;
import dev.fastener.convert.certificate.Recording;
import dev.fastener.convert.certificate.TextCuts;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.Provenance;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.onnxruntime.OnnxRuntimeEngine;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cell of the matrix, read, written, and run by every engine, gives what its own framework gave: emissions and paths. */
class MatrixTest {
    private static final List<String> TAGS = List.of("O", "B-A", "I-A", "B-B", "I-B");

    @TempDir
    Path folder;

    static List<Cell> cells() throws IOException {
        return Cell.all();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theConvertedModelGivesWhatItsFrameworkGave(Cell cell) throws IOException {
        Path unpacked = cell.unpack(folder);
        SourceFile source = cell.read(unpacked);
        Recording recording = cell.recording(unpacked);
        Readings.Agreed agreed = Readings.choose(source, choices(cell), true, recording);
        assertThat(agreed.network().inputs().get(0).masked()).isEqualTo(cell.masked());
        byte[] bytes = OnnxWriter.toBytes(TaggerBuilder.build(agreed.network(), agreed.choices(), Provenance.UNKNOWN));
        TaggerModel written = OnnxReader.read(bytes, cell.toString());
        try (Engine core = Engines.fastest(written, EngineOptions.forBulk());
                Engine onnxRuntime = OnnxRuntimeEngine.open(written, OnnxRuntimeOptions.defaults())) {
            Certificate certificate = Certifier.certify(
                    Certificate.Grade.A,
                    written,
                    recording,
                    List.of(new ScalarEngine(written), core, onnxRuntime),
                    TextCuts.none(),
                    agreed.facts());
            for (Comparison comparison : certificate.comparisons()) {
                assertThat(comparison.scaledDifference())
                        .as(comparison.engine())
                        .isLessThanOrEqualTo(1e-5);
                assertThat(comparison.equal()).as(comparison.engine()).isEqualTo(comparison.sentences());
                assertThat(comparison.sentences()).isEqualTo(recording.ids().length);
            }
        }
    }

    static Choices choices(Cell cell) {
        Vocabulary vocabulary = new Vocabulary(
                Stream.concat(Stream.of(""), IntStream.range(1, 11).mapToObj(id -> "w" + id))
                        .toList(),
                0,
                1);
        return new Choices(
                List.of(vocabulary),
                TAGS,
                false,
                false,
                Choices.Pads.SOURCE,
                cell.side(),
                cell.side(),
                Cell.LENGTH,
                null,
                false,
                false);
    }
}
