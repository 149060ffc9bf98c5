package dev.fastener.app.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.engine.Precision;
import dev.fastener.tune.search.Point;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class StudyReportTest {
    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private static Variant variant(Precision precision, double millis, double excess) {
        return new Variant(precision, millis, Variant.Source.PREDICTED, 1_234_567, excess, null);
    }

    /** One trial that was trained for an epoch and one that was rejected. */
    private Path study() throws IOException {
        Path file = folder.resolve("study.db");
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", "A processor that is not");
        machine.put("flags", "");
        machine.put("command", "fastener tune --train a.bmes");
        try (Study study = Study.open(file, Map.of())) {
            study.keepNote("conditions", "p50@batch=1,threads=1,length=40");
            StudyReport.keepMachine(study, machine);
            study.add(new Trial(
                    0,
                    new Point(Map.of("layers", "1")),
                    Trial.State.ADMITTED,
                    null,
                    List.of(variant(Precision.FP32, 0.512, 0), variant(Precision.INT8, 0.256, 0)),
                    1,
                    0,
                    0,
                    List.of()));
            study.addEpoch(0, 1, 0.9123, 2);
            study.end(
                    0,
                    1,
                    List.of(
                            new Variant(Precision.FP32, 0.512, Variant.Source.PREDICTED, 1_234_567, 0, 0.9123),
                            new Variant(Precision.INT8, 0.256, Variant.Source.MEASURED, 834_567, 0, 0.9115)));
            study.add(new Trial(
                    1,
                    new Point(Map.of("layers", "3")),
                    Trial.State.REJECTED,
                    "2.5 ms (predicted)",
                    List.of(variant(Precision.FP32, 2.5, 0.25)),
                    1,
                    0,
                    0,
                    List.of()));
        }
        return file;
    }

    @Test
    void aShownStudyIsAPageWithEachPrecisionAndItsMachine() throws IOException {
        Path page = folder.resolve("study.html");
        int code = Main.run("tune", "--show", study().toString(), "--report", page.toString());
        assertThat(code).as(streams.complaintsText()).isZero();
        assertThat(page)
                .content()
                .contains("F1 91.15 in 0.256 ms", "Chosen: trial 0 in int8, dev F1 91.15")
                .contains("layers=1, in fp32", "0.512", "1.23", "layers=1, in int8", "0.835")
                .contains("Trained: 1; rejected before any training, as over a limit: 1", "2.5 ms (predicted)")
                .contains("A processor that is not", "fastener tune --train a.bmes");
    }

    @Test
    void theMachineOfAStudyIsReadBackInItsOrder() throws IOException {
        try (Study study = Study.read(study())) {
            assertThat(StudyReport.machine(study))
                    .containsExactly(
                            Map.entry("processor", "A processor that is not"),
                            Map.entry("flags", ""),
                            Map.entry("command", "fastener tune --train a.bmes"));
        }
    }
}
