package dev.fastener.app.tune;

import dev.fastener.Tagger;
import dev.fastener.app.train.Conclusion;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.io.AtomicFile;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.CorpusHash;
import dev.fastener.tune.latency.Limits;
import dev.fastener.tune.latency.Stopwatch;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes one of the trained models. What it finds out is kept in the study: a model is measured once, and scored on test once.
 *
 * @param dev what activations of narrow models are measured on
 */
record Winner(
        Study study,
        Choosing choosing,
        Limits limits,
        Stopwatch stopwatch,
        TrialFiles files,
        List<LabelledSentence> dev) {
    /** Of the chosen model's measurement. */
    static final int LEAST_CALLS = 5000;

    private static final String TEST = "test";

    /** Measures the choice, and the next one where the first turns out to be over the limit; null where none is trained. */
    @Nullable
    Contender choose() throws IOException {
        while (true) {
            Contender chosen = choosing.choose(Contender.front(ready()));
            if (chosen == null || chosen.variant().source() == Variant.Source.MEASURED) {
                return chosen;
            }
            measure(chosen);
        }
    }

    /** Those that could be chosen and whose files are there. */
    List<Contender> ready() throws IOException {
        return Contender.of(study.trials()).stream()
                .filter(contender -> Files.exists(files.model(contender.trial().number())))
                .toList();
    }

    private void measure(Contender contender) throws IOException {
        Variant found = contender.variant();
        System.err.println("timing " + contender.name());
        Stopwatch.Measurement measured = stopwatch.measure(model(contender), LEAST_CALLS);
        double excess = limits.excess(measured.millis(), found.bytes());
        System.err.printf(
                Locale.ROOT,
                "%s: %s %.3f ms over %,d calls (%.3f ms with what interrupted them)%s%n",
                contender.name(),
                stopwatch.conditions(),
                measured.millis(),
                measured.times(),
                measured.disturbedMillis(),
                excess > 0 ? ": over the limit, so another is chosen" : "");
        List<Variant> variants = new ArrayList<>(contender.trial().variants());
        variants.set(
                variants.indexOf(found),
                new Variant(
                        found.precision(),
                        measured.millis(),
                        Variant.Source.MEASURED,
                        found.bytes(),
                        excess,
                        found.devF1()));
        study.keepVariants(contender.trial().number(), variants);
    }

    private TaggerModel model(Contender contender) throws IOException {
        TaggerModel wide = OnnxReader.read(files.model(contender.trial().number()));
        return Precisions.of(wide, contender.variant().precision(), dev);
    }

    /** F1 of {@code chosen} on the test sentences, 0 to 1. */
    double testF1(Contender chosen, List<LabelledSentence> sentences) throws IOException {
        String text = CorpusHash.sha256(sentences);
        Double known = knownTestF1(study, chosen, text);
        if (known != null) {
            return known;
        }
        TaggerModel model = model(chosen);
        try (Tagger tagger = Tagger.of(model, Engines.fastest(model, EngineOptions.forBulk()))) {
            double f1 = Conclusion.evaluate(tagger, sentences).strict().micro().f1();
            study.keepNote(TEST, String.join("\t", chosen.name(), text, Double.toString(f1)));
            return f1;
        }
    }

    /**
     * What {@link #testF1} found earlier; null where it didn't.
     *
     * @param text hash of the test sentences; empty for any
     */
    static @Nullable Double knownTestF1(Study study, Contender chosen, String text) throws IOException {
        String note = study.note(TEST);
        String[] parts = note == null ? new String[0] : note.split("\t");
        boolean isKnown =
                parts.length == 3 && parts[0].equals(chosen.name()) && (text.isEmpty() || parts[1].equals(text));
        return isKnown ? Double.valueOf(parts[2]) : null;
    }

    /** Writes the Pareto models, each in its precision, and {@code chosen} as model.onnx. */
    void write(Contender chosen, Path folder) throws IOException {
        Map<Path, AtomicFile.Content> contents = new LinkedHashMap<>();
        for (Contender contender : Contender.front(ready())) {
            byte[] file = OnnxWriter.toBytes(model(contender));
            String name = String.format(
                    Locale.ROOT,
                    "trial-%03d.%s.onnx",
                    contender.trial().number(),
                    contender.variant().precision());
            contents.put(folder.resolve(name), stream -> stream.write(file));
        }
        byte[] file = OnnxWriter.toBytes(model(chosen));
        contents.put(folder.resolve("model.onnx"), stream -> stream.write(file));
        Files.createDirectories(folder);
        AtomicFile.writeTogether(contents);
    }
}
