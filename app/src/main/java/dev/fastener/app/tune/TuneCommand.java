package dev.fastener.app.tune;

import dev.fastener.app.Outputs;
import dev.fastener.app.Version;
import dev.fastener.app.Writes;
import dev.fastener.app.bench.DurationConverter;
import dev.fastener.app.bench.Machine;
import dev.fastener.app.data.CorpusArguments;
import dev.fastener.app.report.Report;
import dev.fastener.app.report.ReportPage;
import dev.fastener.app.train.Sentences;
import dev.fastener.engine.Precision;
import dev.fastener.io.AtomicFile;
import dev.fastener.text.Corpus;
import dev.fastener.text.CorpusFormatException;
import dev.fastener.train.Architecture;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.TrainingData;
import dev.fastener.tune.latency.Forecast;
import dev.fastener.tune.latency.Limits;
import dev.fastener.tune.latency.Stopwatch;
import dev.fastener.tune.search.Asha;
import dev.fastener.tune.search.GridSampler;
import dev.fastener.tune.search.RandomSampler;
import dev.fastener.tune.search.Sampler;
import dev.fastener.tune.search.Space;
import dev.fastener.tune.search.TpeSampler;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fastener tune}: labelled text in, the models that no other beats in F1, time and size out. */
@Command(
        name = "tune",
        sortOptions = false,
        description = {
            "Use when you want the best F1 within a limit of time or size, or the smallest model that keeps it.",
            "",
            "Searches sizes and recipes. What is over a limit is rejected before it is trained, as its time depends on its"
                    + " shape alone. A study is one file: the same command goes on with it after a kill.",
            ""
        })
public final class TuneCommand implements Callable<Integer> {
    private static final int REDUCTION = 3;
    private static final int GRID_STEPS = 3;
    private static final String FORECAST = "forecast";

    /** How points are chosen. */
    private enum Search {
        TPE,
        RANDOM,
        GRID
    }

    /** How much of a network it may take. */
    private enum Task {
        NORMAL,
        HARD
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Option(names = "--train", paramLabel = "FILE", description = "Labelled text to learn from.")
    private @Nullable Path train;

    @Option(
            names = "--dev",
            paramLabel = "FILE",
            description = "Labelled text to compare trials by; without it a tenth of --train is held out.")
    private @Nullable Path dev;

    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "Labelled text on which the chosen model is scored at the end; nothing is chosen by it.")
    private @Nullable Path test;

    @Option(
            names = "--study",
            paramLabel = "FILE",
            description = "The file of the study; models lie in a folder beside it (default: ${DEFAULT-VALUE}).")
    @Writes(late = true)
    private Path file = Path.of("tune.db");

    @Option(names = "--show", paramLabel = "FILE", description = "Show a study, also one that is running, and end.")
    private @Nullable Path show;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Write the Pareto models here, and the chosen one as model.onnx.")
    @Writes(late = true)
    private @Nullable Path out;

    @Option(
            names = "--space",
            paramLabel = "FILE",
            description = "YAML with parameters to search otherwise, as \"hidden-size: {powers: [64, 256]}\", \"cell:"
                    + " [lstm, gru]\", \"learning-rate: {log: [0.001, 0.01]}\", \"layers: 1\".")
    private @Nullable Path space;

    @Option(names = "--task", paramLabel = "NAME", description = "normal, or hard for a wider space (default: normal).")
    private Task task = Task.NORMAL;

    @Option(names = "--search", paramLabel = "NAME", description = "tpe, random or grid (default: tpe).")
    private Search search = Search.TPE;

    @Option(names = "--trials", paramLabel = "N", description = "Train at most N (default: ${DEFAULT-VALUE}).")
    private int trials = 30;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Stop after this time (90s, 30m, 2h).")
    private @Nullable Duration budget;

    @Option(names = "--epochs", paramLabel = "N", description = "Of a whole training (default: ${DEFAULT-VALUE}).")
    private int epochs = 27;

    @Option(
            names = "--first-rung",
            paramLabel = "N",
            description = "Epochs after which trials are first compared; a third goes on to three times as many"
                    + " (default: ${DEFAULT-VALUE}; as many as --epochs: all are trained in full).")
    private int firstRung = 3;

    @Option(
            names = "--limit",
            paramLabel = "LIMIT",
            description = "p99=2ms@batch=1,threads=1,lengths=dev (or length=40), or size=5MB; may be given twice.")
    private List<String> limits = List.of();

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            split = ",",
            description = "Widths of the recurrent weights to choose from: fp32, int16, bf16, int8 (default:"
                    + " fp32,int8). Training is in fp32.")
    private List<String> precisions = List.of("fp32", "int8");

    @Option(
            names = "--choose",
            paramLabel = "RULE",
            description = "Which of the Pareto models is taken (default: \"${DEFAULT-VALUE}\").")
    private String choose = Choosing.DEFAULT;

    @Option(names = "--workers", paramLabel = "N", description = "Processes that train (default: ${DEFAULT-VALUE}).")
    private int workers = 1;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Of each worker (default: the processors, shared out).")
    private @Nullable Integer threads;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "With one worker, the same seed and threads give the same study (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures to FILE too.")
    @Writes
    private @Nullable Path json;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the study as a page (HTML), too.")
    @Writes
    private @Nullable Path report;

    @Option(names = "--worker", hidden = true)
    private boolean worker;

    @Mixin
    private CorpusArguments corpus = new CorpusArguments();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Choosing choosing = Choosing.parse(choose);
        if (show != null) {
            return show(show, choosing);
        }
        if (train == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--train=FILE'");
        }
        requireAtLeastOne("--trials", trials);
        requireAtLeastOne("--workers", workers);
        long started = System.nanoTime();
        Asha asha = Asha.of(firstRung, epochs, REDUCTION);
        Limits limit = Limits.parse(limits);
        Space searched = SpaceFile.read(space, task == Task.HARD);
        int shared = threads == null ? Math.max(1, TrainOptions.defaults().threads() / workers) : threads;
        TrainOptions base =
                TrainOptions.defaults().withEpochs(epochs).withThreads(shared).withSeed(seed);
        List<Precision> widths = Precisions.parse(precisions);
        TrialFiles files = TrialFiles.of(file);
        if (!worker) {
            List<Path> inputs = Stream.of(train, dev, test, space, json, report)
                    .filter(Objects::nonNull)
                    .toList();
            AtomicFile.requireWritable(file);
            Outputs.requireOther(file, inputs);
            if (out != null) {
                Outputs.requireOther(out.resolve("model.onnx"), inputs);
            }
            files.requireOwn(file);
        }
        Sentences sentences = Sentences.read(train, dev, worker ? null : test, corpus.options(), seed);
        TrainingData data = sentences.data();
        if (data.dev().stream().allMatch(sentence -> sentence.entities().isEmpty())) {
            throw new CorpusFormatException(
                    sentences.dev(), 0, "expected entities to compare trials by, found none; give other dev sentences");
        }
        if (worker) {
            return new Worker(data, base, files).run();
        }
        StudySettings settings =
                new StudySettings(searched, search.name(), asha.rungs(), limit.toString(), widths, seed, shared, data);
        try (Study study = Study.open(file, settings.texts())) {
            files.create();
            Stopwatch stopwatch =
                    new Stopwatch(limit.conditions(), Precision.AUTO, files.timingLock(), data.dev(), seed);
            Forecast.Untrained untrained = Precisions.untrained(data, seed);
            study.keepNote(Outcome.CONDITIONS, limit.conditions().toString());
            Admission admission = new Admission(
                    limit, widths, forecast(study, searched, widths, untrained, stopwatch), untrained, stopwatch);
            List<String> arguments =
                    spec.commandLine().getParent().getParseResult().originalArgs();
            StudyReport.keepMachine(study, Machine.facts("fastener " + String.join(" ", arguments)));
            new Tuning(study, sampler(searched), asha, admission, trials)
                    .run(
                            (place, messages) -> new WorkerProcess(arguments, files.log(place), messages),
                            workers,
                            budget == null ? null : started + budget.toNanos());
            conclude(study, new Winner(study, choosing, limit, stopwatch, files, data.dev()), sentences.test());
        }
        return 0;
    }

    private int show(Path shown, Choosing choosing) throws IOException {
        try (Study study = Study.read(shown)) {
            List<Trial> all = study.trials();
            for (Trial trial : all) {
                if (trial.isUnfinished()) {
                    System.out.println(Table.line(trial));
                }
            }
            finish(Outcome.of(study, choosing), StudyReport.machine(study));
        }
        return 0;
    }

    private void finish(Outcome outcome, Map<String, String> machine) throws IOException {
        outcome.print();
        if (json != null) {
            outcome.writeJson(json);
        }
        if (report != null) {
            ReportPage.write(report, Report.of(StudyReport.of(outcome, machine)));
        }
    }

    private static void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + ": expected at least 1, found " + value);
        }
    }

    private Sampler sampler(Space searched) {
        return switch (search) {
            case TPE -> new TpeSampler(searched, seed);
            case RANDOM -> new RandomSampler(searched, seed);
            case GRID -> new GridSampler(searched, seed, GRID_STEPS);
        };
    }

    /** That of the study, so that it judges alike after a restart; for a new one, from shapes all over the space. */
    private static Forecast forecast(
            Study study, Space searched, List<Precision> widths, Forecast.Untrained untrained, Stopwatch stopwatch)
            throws IOException {
        String known = study.note(FORECAST);
        if (known != null) {
            return Forecast.parse(known);
        }
        List<Architecture> shapes = ForecastShapes.of(searched);
        System.err.println("timing " + shapes.size() + " untrained shapes to foretell the time of others");
        Forecast forecast = Forecast.of(shapes, widths, untrained, stopwatch);
        study.keepNote(FORECAST, forecast.text());
        return forecast;
    }

    private void conclude(Study study, Winner winner, @Nullable Corpus testSentences) throws IOException {
        Contender chosen = winner.choose();
        Double testF1 = chosen == null || testSentences == null
                ? null
                : Double.valueOf(winner.testF1(chosen, testSentences.sentences()));
        finish(
                new Outcome(winner.limits().conditions().toString(), study.trials(), winner.ready(), chosen, testF1),
                StudyReport.machine(study));
        if (chosen != null && out != null) {
            winner.write(chosen, out);
            printUse(out.resolve("model.onnx"), winner.limits().conditions().threads());
        }
    }

    private static void printUse(Path model, int threads) {
        System.out.printf(
                "%nIn Java, with dev.fastener:fastener:%s from Maven:%n"
                        + "  TaggerOptions options = TaggerOptions.defaults().withThreads(%d);%n"
                        + "  try (Tagger tagger = Tagger.open(Path.of(\"%s\"), options)) {%n"
                        + "      tagger.tag(text).forEach(System.out::println);%n"
                        + "  }%n",
                Version.fastener(), threads, model);
    }
}
