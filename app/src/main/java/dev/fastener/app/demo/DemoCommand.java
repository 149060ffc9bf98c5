package dev.fastener.app.demo;

import dev.fastener.Entity;
import dev.fastener.Tagger;
import dev.fastener.app.Version;
import dev.fastener.app.doctor.Processor;
import dev.fastener.evaluation.Evaluation;
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
        List<Contender> contenders = new ArrayList<>();
        try {
            for (DemoModel.Trained trained : models) {
                OnnxRuntimeEngine engine = OnnxRuntimeEngine.open(trained.file(), OnnxRuntimeOptions.defaults());
                contenders.add(new Contender(trained, "ONNX Runtime", Tagger.of(engine.model(), engine)));
                contenders.add(new Contender(trained, "Fastener", Tagger.open(trained.file())));
            }
            conclude(corpus, texts, contenders, entities);
        } finally {
            contenders.forEach(contender -> contender.tagger().close());
        }
    }

    /** A model on an engine. */
    private record Contender(DemoModel.Trained trained, String engine, Tagger tagger) {}

    private void conclude(SampleCorpus corpus, List<String> texts, List<Contender> contenders, List<Entity> entities)
            throws IOException {
        List<SideBySide.Times> times =
                new SideBySide(contenders.stream().map(Contender::tagger).toList(), texts).measure(TIMING_NANOS);
        List<Rung> rungs = new ArrayList<>();
        int differences = 0;
        for (int i = 0; i < contenders.size(); i += 2) {
            List<List<Entity>> found = contenders.get(i).tagger().tagAll(texts);
            List<List<Entity>> own = contenders.get(i + 1).tagger().tagAll(texts);
            for (int s = 0; s < found.size(); s++) {
                differences += found.get(s).equals(own.get(s)) ? 0 : 1;
            }
            rungs.add(rung(contenders.get(i), times.get(i), corpus.test(), found));
            rungs.add(rung(contenders.get(i + 1), times.get(i + 1), corpus.test(), own));
        }
        Report report = new Report(rungs);
        List<String> notes = List.of(
                String.format(
                        Locale.ROOT,
                        "Text in, entities out, milliseconds a sentence: medians of %d rounds over the %d test sentences,"
                                + " all by turns, with %d threads; ONNX Runtime %s.",
                        times.get(0).rounds(),
                        TEST,
                        Runtime.getRuntime().availableProcessors(),
                        OnnxRuntime.version()),
                differences == 0
                        ? "ONNX Runtime and Fastener's own engine gave the same entities on every test sentence."
                        : "ONNX Runtime and Fastener's own engine gave different entities on " + differences
                                + " test sentences.",
                "The stacked model trained for as many epochs as its time allowed: its speed doesn't depend on them, its"
                        + " F1 does.",
                "Generated text is easy, so F1 is higher here than it will be on yours. Figures on real corpora stand in"
                        + " docs/benchmarks.md.");
        List<String> commands = nextCommands();
        Path page = folder.resolve("report.html");
        report.write(page, SampleCorpus.UNSEEN_SENTENCE, entities, machine(), notes, commands);
        say("%s", page);
        System.out.printf("%n%s%n", report.table());
        notes.forEach(note -> System.out.println("- " + note));
        System.out.printf("%nNext:%n");
        commands.forEach(next -> System.out.println("  " + next));
    }

    private List<String> nextCommands() {
        String command = System.getProperty("fastener.command", "fastener");
        return List.of(
                "printf '华东师范大学位于上海\\n' | " + command + " tag --model " + folder.resolve("slim.onnx"),
                command + " eval --model " + folder.resolve("slim.onnx") + " --corpus "
                        + folder.resolve("corpus/test.bmeo") + " --errors " + folder.resolve("errors.html"),
                command + " data inspect " + folder.resolve("corpus/train.bmeo"),
                command + " train --train YOUR-LABELLED-TEXT --out model.onnx",
                command + " doctor");
    }

    private static Rung rung(
            Contender contender, SideBySide.Times times, List<LabelledSentence> gold, List<List<Entity>> found)
            throws IOException {
        Evaluation evaluation = new Evaluation();
        for (int i = 0; i < gold.size(); i++) {
            // One token per char, so offsets are tokens.
            evaluation.add(
                    gold.get(i).entities(),
                    found.get(i).stream()
                            .map(entity -> new EntitySpan(entity.start(), entity.end(), entity.type()))
                            .toList());
        }
        DemoModel shape = contender.trained().shape();
        return new Rung(
                shape.name(),
                contender.engine(),
                shape.layers(),
                shape.hiddenSize(),
                contender.trained().epochs(),
                evaluation.scores().micro().f1(),
                Files.size(contender.trained().file()),
                times.singleMillis(),
                times.batchMillis());
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
