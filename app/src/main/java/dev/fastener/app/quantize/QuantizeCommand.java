package dev.fastener.app.quantize;

import dev.fastener.app.Writes;
import dev.fastener.app.data.CorpusArguments;
import dev.fastener.engine.Calibration;
import dev.fastener.engine.FusedEngine;
import dev.fastener.evaluation.F1Bound;
import dev.fastener.io.AtomicFile;
import dev.fastener.model.Quantization.Precision;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.quantize.Parts;
import dev.fastener.quantize.Quantizer;
import dev.fastener.text.CorpusFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fastener quantize}: a model file in, one with narrower weights out. */
@Command(
        name = "quantize",
        sortOptions = false,
        description = {
            "Use when a model should be smaller and faster and keep its F1.",
            "",
            "Rounds the weights to 8 or 16 bits, compares F1, tags, time and size with the model in fp32, and writes the"
                    + " first precision that keeps the bound. Where one layer spoils it, that layer alone stays wider."
                    + " Exit code 1, and no file, where none keeps it.",
            ""
        })
public final class QuantizeCommand implements Callable<Integer> {
    private static final int CHECK_FAILED = 1;
    private static final double DEFAULT_DROP = 0.2;

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model: an .onnx file in fp32.")
    private Path model = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The model file to write.")
    @Writes
    private Path out = Path.of("");

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            split = ",",
            description = "Of the recurrent weights, in the order in which they are tried (default: int8,bf16,int16).")
    private @Nullable List<Precision> precisions;

    @Option(
            names = "--compact",
            description = "Everything else in 8 bits too: the smallest file. Any ONNX Runtime reads it.")
    private boolean compact;

    @Option(
            names = "--for",
            paramLabel = "NAME",
            description =
                    "fastener (the default), or onnxruntime: 8 bits for its own operators, which nothing reads back.")
    private Runner runner = Runner.FASTENER;

    @Option(
            names = "--dev",
            paramLabel = "CORPUS",
            description = "Labelled text that F1 is measured on, not the text of the last test.")
    private @Nullable Path dev;

    @Option(
            names = "--max-f1-drop",
            paramLabel = "POINTS",
            description = "Most F1 that may be lost on --dev, in points of a hundred (default: 0.2).")
    private @Nullable Double maxF1Drop;

    @Option(
            names = "--calibration",
            paramLabel = "CORPUS",
            description = "Text that activations are measured on (default: --dev, else random ids).")
    private @Nullable Path calibration;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures to FILE too.")
    @Writes
    private @Nullable Path json;

    @Mixin
    private CorpusArguments corpusArguments = new CorpusArguments();

    @Override
    public Integer call() throws IOException {
        requireMeaning();
        TaggerModel wide = read();
        TestText text = text(wide);
        F1Bound bound = dev == null ? null : new F1Bound(maxF1Drop == null ? DEFAULT_DROP : maxF1Drop);
        Trial trial = new Trial(wide, text, bound);
        Candidates candidates = new Candidates(wide, activationScales(wide, text), calibrationName(), trial);
        if (runner == Runner.ONNXRUNTIME) {
            candidates.addForOnnxRuntime();
        } else {
            for (Precision precision : precisions()) {
                candidates.add(precision, compact);
            }
        }
        Candidate chosen =
                candidates.rows().stream().filter(Candidate::kept).findFirst().orElse(null);
        List<Candidate> rows = new ArrayList<>(List.of(trial.reference()));
        rows.addAll(candidates.rows());
        Outcome outcome = new Outcome(
                text.name(),
                calibrationName(),
                bound == null ? "" : bound.rule(text.name(), text.entities()),
                rows,
                Latency.measure(rows.stream().filter(Candidate::runs).toList(), text),
                chosen);
        if (chosen != null) {
            byte[] file = runner.file(chosen.model());
            AtomicFile.write(out, stream -> stream.write(file));
        }
        print(outcome);
        if (json != null) {
            outcome.writeJson(json);
        }
        return chosen == null ? CHECK_FAILED : 0;
    }

    private void requireMeaning() {
        if (maxF1Drop != null && dev == null) {
            throw new IllegalArgumentException(
                    "--max-f1-drop: expected --dev, the labelled text that F1 is measured on");
        }
        if (runner == Runner.ONNXRUNTIME && (compact || precisions != null)) {
            throw new IllegalArgumentException(
                    "--for onnxruntime: expected no --compact and no --precision beside it: it has one form, in 8 bits");
        }
        if (out.toAbsolutePath().normalize().equals(model.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException(
                    "--out: expected another file than --model, which can't be narrowed a second time");
        }
    }

    private List<Precision> precisions() {
        return precisions == null ? List.of(Precision.INT8, Precision.BF16, Precision.INT16) : precisions;
    }

    private TaggerModel read() throws IOException {
        TaggerModel wide = OnnxReader.read(model);
        try {
            Quantizer.requireWide(wide);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(model + ": " + e.getMessage(), e);
        }
        if (Parts.of(wide).recurrent().isEmpty() && !compact) {
            throw new IllegalArgumentException(
                    model + ": expected recurrent layers, found none; --compact narrows the other layers");
        }
        if (runner == Runner.FASTENER && !FusedEngine.supports(wide)) {
            System.err.println(
                    "fastener: the core's engine computes models with convolutions, normalisation, branches or"
                            + " peepholes in plain loops: narrow weights make this file smaller, not faster");
        }
        return wide;
    }

    private TestText text(TaggerModel wide) throws IOException {
        @Nullable Path file = dev != null ? dev : calibration;
        if (file == null) {
            return TestText.random(wide);
        }
        TestText text = TestText.read(file, corpusArguments, wide);
        if (dev != null && text.entities() == 0) {
            throw new CorpusFormatException(dev.toString(), 0, "expected entities to measure F1 on, found none");
        }
        return text;
    }

    /** @param tested what F1 and tags are measured on */
    private Map<String, Float> activationScales(TaggerModel wide, TestText tested) throws IOException {
        if (calibration == null && dev == null) {
            return Calibration.activationScales(wide, List.of(Calibration.randomIds(wide)));
        }
        TestText text = calibration == null || dev == null ? tested : TestText.read(calibration, corpusArguments, wide);
        return Narrowed.activationScales(wide, text.sentences());
    }

    private String calibrationName() {
        Path file = calibration != null ? calibration : dev;
        return file == null ? "random ids" : String.valueOf(file.getFileName());
    }

    private void print(Outcome outcome) {
        System.out.print(outcome.table());
        System.out.println("tags and F1: " + outcome.text() + "; activations: " + outcome.calibration());
        if (!outcome.rule().isEmpty()) {
            System.out.println(outcome.rule());
        }
        Candidate chosen = outcome.chosen();
        if (chosen == null) {
            System.out.println("no precision keeps the bound: " + out + " is not written");
        } else {
            System.out.println(
                    out + ": " + chosen.precision() + (chosen.fallback().isEmpty() ? "" : ", " + chosen.fallback()));
        }
    }
}
