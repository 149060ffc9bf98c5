package dev.fastener.app.demo;

import dev.fastener.Entity;
import dev.fastener.Tagger;
import dev.fastener.app.Version;
import dev.fastener.app.doctor.Processor;
import dev.fastener.engine.Engines;
import dev.fastener.evaluation.Evaluation;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnxruntime.OnnxRuntime;
import dev.fastener.onnxruntime.OnnxRuntimeEngine;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fastener demo}: a sample corpus, two models trained on it, and what each costs, in under four minutes. */
@Command(
        name = "demo",
        description = {
            "Use when you want to see in four minutes what this does, on a sample corpus that comes with it.",
            "",
            "Writes the corpus, trains a slim and a stacked tagger, times both on ONNX Runtime side by side and writes a"
                    + " report.",
            ""
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int TRAIN = 3000;
    private static final int DEV = 300;
    private static final int TEST = 400;
    private static final long SEED = 20;

    private static final DemoModel SLIM = new DemoModel("slim", 1, 128, 128, 14, 35);
    private static final DemoModel STACKED = new DemoModel("stacked", 3, 256, 256, 14, 80);
    private static final long TIMING_NANOS = 25_000_000_000L;

    @Option(names = "--folder", paramLabel = "DIR", description = "Where all of it goes (default: demo).")
    private Path folder = Path.of("demo");

    @Option(names = "--corpus-only", description = "Write the sample corpus and stop.")
    private boolean corpusOnly;

    private final long startNanos = System.nanoTime();

    @Override
    public Integer call() throws IOException {
        SampleCorpus corpus = SampleCorpus.generate(SEED, TRAIN, DEV, TEST);
        Path corpusFolder = corpusOnly ? folder : folder.resolve("corpus");
        Files.createDirectories(corpusFolder);
        corpus.write(corpusFolder);
        say(
                "%s: %,d sentences to train on, %d dev, %d test; generated, six fields, eight types of entities",
                corpusFolder, TRAIN, DEV, TEST);
        if (corpusOnly) {
            return 0;
        }
        DemoModel.Trained slim = SLIM.train(corpus, folder);
        say("%s: %d layer of %d, %d epochs", slim.file(), SLIM.layers(), SLIM.hiddenSize(), slim.epochs());
        List<Entity> entities;
        try (Tagger tagger = Tagger.open(slim.file())) {
            entities = tagger.tag(SampleCorpus.UNSEEN_SENTENCE);
        }
        say("%s, a sentence that the corpus doesn't hold:", SampleCorpus.UNSEEN_SENTENCE);
        for (Entity entity : entities) {
            System.out.printf("        %s  %s%n", entity.type(), entity.text());
        }
        System.out.flush();
        DemoModel.Trained stacked = STACKED.train(corpus, folder);
        say("%s: %d layers of %d, %d epochs", stacked.file(), STACKED.layers(), STACKED.hiddenSize(), stacked.epochs());
        compare(corpus, List.of(stacked, slim), entities);
        return 0;
    }

    private void compare(SampleCorpus corpus, List<DemoModel.Trained> models, List<Entity> entities)
            throws IOException {
        List<String> texts = corpus.test().stream().map(LabelledSentence::text).toList();
        List<Tagger> taggers = new ArrayList<>();
        List<Rung> rungs = new ArrayList<>();
        int rounds = 0;
        try {
            for (DemoModel.Trained trained : models) {
                OnnxRuntimeEngine engine = OnnxRuntimeEngine.open(trained.file(), OnnxRuntimeOptions.defaults());
                taggers.add(Tagger.of(engine.model(), engine));
            }
            List<SideBySide.Times> times = new SideBySide(taggers, texts).measure(TIMING_NANOS);
            for (int i = 0; i < models.size(); i++) {
                rounds = times.get(i).rounds();
                rungs.add(rung(models.get(i), taggers.get(i), times.get(i), corpus.test(), texts));
            }
        } finally {
            taggers.forEach(Tagger::close);
        }
        Report report = new Report(rungs);
        int differences = rungs.stream().mapToInt(Rung::differences).sum();
        List<String> notes = List.of(
                String.format(
                        Locale.ROOT,
                        "Text in, entities out, milliseconds a sentence: medians of %d rounds over the %d test sentences,"
                                + " the models by turns, on ONNX Runtime %s with %d threads.",
                        rounds,
                        TEST,
                        OnnxRuntime.version(),
                        Runtime.getRuntime().availableProcessors()),
                differences == 0
                        ? "ONNX Runtime and Fastener's own engine gave the same entities on every test sentence."
                        : "ONNX Runtime and Fastener's own engine gave different entities on " + differences
                                + " test sentences.",
                "The stacked model trained for as many epochs as its time allowed: its speed doesn't depend on them, its"
                        + " F1 does.",
                "Generated text is easy, so F1 is higher here than it will be on yours. Figures on real corpora stand in"
                        + " docs/benchmarks.md.");
        String command = System.getProperty("fastener.command", "fastener");
        List<String> commands = List.of(
                "printf '华东师范大学位于上海\\n' | " + command + " tag --model " + folder.resolve("slim.onnx"),
                command + " eval --model " + folder.resolve("slim.onnx") + " --corpus "
                        + folder.resolve("corpus/test.bmeo") + " --errors " + folder.resolve("errors.html"),
                command + " data inspect " + folder.resolve("corpus/train.bmeo"),
                command + " train --train YOUR-LABELLED-TEXT --out model.onnx",
                command + " doctor");
        Path page = folder.resolve("report.html");
        report.write(page, SampleCorpus.UNSEEN_SENTENCE, entities, machine(), notes, commands);
        say("%s", page);
        System.out.printf("%n%s%n", report.table());
        notes.forEach(note -> System.out.println("- " + note));
        System.out.printf("%nNext:%n");
        commands.forEach(next -> System.out.println("  " + next));
    }

    private static Rung rung(
            DemoModel.Trained trained,
            Tagger tagger,
            SideBySide.Times times,
            List<LabelledSentence> gold,
            List<String> texts)
            throws IOException {
        List<List<Entity>> found = tagger.tagAll(texts);
        Evaluation evaluation = new Evaluation();
        for (int i = 0; i < gold.size(); i++) {
            // One token per char, so offsets are tokens.
            evaluation.add(
                    gold.get(i).entities(),
                    found.get(i).stream()
                            .map(entity -> new EntitySpan(entity.start(), entity.end(), entity.type()))
                            .toList());
        }
        int differences = 0;
        TaggerModel model = trained.model();
        try (Tagger own = Tagger.of(model, Engines.fastest(model, 0))) {
            List<List<Entity>> expected = own.tagAll(texts);
            for (int i = 0; i < expected.size(); i++) {
                differences += expected.get(i).equals(found.get(i)) ? 0 : 1;
            }
        }
        DemoModel shape = trained.shape();
        return new Rung(
                shape.name(),
                shape.layers(),
                shape.hiddenSize(),
                trained.epochs(),
                evaluation.scores().micro().f1(),
                Files.size(trained.file()),
                times.singleMillis(),
                times.batchMillis(),
                differences);
    }

    private static String machine() throws IOException {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, Java %s, fastener %s",
                Processor.ofThisMachine().model(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                Version.fastener());
    }

    private void say(String format, Object... values) {
        System.out.printf(
                Locale.ROOT,
                "[%3d s] %s%n",
                (System.nanoTime() - startNanos) / 1_000_000_000,
                String.format(Locale.ROOT, format, values));
        System.out.flush();
    }
}
