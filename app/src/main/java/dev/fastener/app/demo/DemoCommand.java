package dev.fastener.app.demo;

import dev.fastener.Entity;
import dev.fastener.Tagger;
import dev.fastener.app.Commands;
import dev.fastener.app.Writes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            "Writes the corpus, trains a slim and a stacked tagger, times every step from the one to the other side by side"
                    + " and writes a report.",
            ""
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int TRAIN = 3000;
    private static final int DEV = 300;
    private static final int TEST = 400;
    private static final long SEED = 20;

    private static final DemoModel SLIM = new DemoModel("slim", 1, 128, 128, 14, 35);
    private static final DemoModel STACKED = new DemoModel("stacked", 3, 256, 256, 14, 80);
    private static final String LADDER_BUDGET = "60s";

    @Option(names = "--folder", paramLabel = "DIR", description = "Where all of it goes (default: demo).")
    @Writes(late = true)
    private Path folder = Path.of("demo");

    @Option(names = "--before", description = "Time TensorFlow, too; fetches it (160 MB) once.")
    private boolean before;

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
        int code = Commands.run(List.of(
                "bench",
                "--ladder",
                stacked.file() + "," + slim.file(),
                "--before",
                before ? "keras" : "none",
                "--corpus",
                corpusFolder.resolve("test.bmeo").toString(),
                "--budget",
                LADDER_BUDGET,
                "--report",
                folder.resolve("report.html").toString()));
        System.out.printf(
                "%nGenerated text is easy, so F1 is higher here than it will be on yours; docs/benchmarks.md has figures on"
                        + " real corpora.%n%n");
        say("%s; next:", folder.resolve("report.html"));
        nextCommands().forEach(next -> System.out.println("  " + next));
        return code;
    }

    private List<String> nextCommands() {
        String command = System.getProperty("fastener.command", "fastener");
        return List.of(
                "printf '华东师范大学位于上海\\n' | " + command + " tag --model " + folder.resolve("slim.onnx"),
                command + " eval --model " + folder.resolve("slim.onnx") + " --corpus "
                        + folder.resolve("corpus/test.bmeo") + " --errors " + folder.resolve("errors.html"),
                command + " data inspect " + folder.resolve("corpus/train.bmeo"),
                command + " accelerate YOUR-LABELLED-TEXT",
                command + " doctor");
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
