package dev.fastener.app.bench;

import dev.fastener.app.Progress;
import dev.fastener.app.Writes;
import dev.fastener.app.data.CorpusArguments;
import dev.fastener.app.ladder.BesideFlags;
import dev.fastener.app.ladder.LadderFlags;
import dev.fastener.engine.EngineException;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.Encoder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fastener bench}: engines side by side on the same model and the same sentences. */
@Command(
        name = "bench",
        description = {
            "Use when you want to know how fast a model runs here, on which engine, and whether all give the same tags.",
            "",
            "Runs the engines by turns, round by round, on the same model and the same sentences, and sets beside each"
                    + " time how far the results are from ONNX Runtime's.",
            ""
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int CHECK_FAILED = 1;
    private static final int COLD_START_LENGTH = 40;
    private static final int ROUNDS = 30;

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(validate = false, heading = "%nThe model%n")
    private ModelFlags modelFlags = new ModelFlags();

    @ArgGroup(validate = false, heading = "%nThe engines%n")
    private EngineFlags engineFlags = new EngineFlags();

    @ArgGroup(validate = false, heading = "%nThe ladder: from a stacked model in TensorFlow to this engine%n")
    private LadderFlags ladderFlags = new LadderFlags();

    @Mixin
    private BesideFlags besideFlags = new BesideFlags();

    @Mixin
    private CorpusArguments corpusArguments = new CorpusArguments();

    @Option(
            names = "--corpus",
            paramLabel = "FILE",
            description =
                    "Labelled text whose sentences are run (default: a sample corpus that comes with this program).")
    private @Nullable Path corpus;

    @Option(
            names = "--sentences",
            paramLabel = "N",
            description = "Run the first N sentences (default: ${DEFAULT-VALUE}).")
    private int sentences = 512;

    @Option(names = "--batch", paramLabel = "N", split = ",", description = "Sentences of a call (default: 1,32).")
    private List<Integer> batches = List.of(1, 32);

    @Option(
            names = "--order",
            paramLabel = "NAME",
            split = ",",
            description =
                    "corpus (the default), sorted by length, or full: the corpus' text in sentences of one length.")
    private List<Order> orders = List.of(Order.CORPUS);

    @Option(
            names = "--length",
            paramLabel = "N",
            description = "Characters of a sentence in full order (default: ${DEFAULT-VALUE}).")
    private int length = 100;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            split = ",",
            description = "Callers at the same time (default: 1).")
    private List<Integer> concurrencies = List.of(1);

    @Option(names = "--end-to-end", description = "Time text in, entities out, too, beside ids in, scores out.")
    private boolean endToEnd;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "Passes of each engine over all sentences (default: 30; with --ladder as many as there is time for).")
    private @Nullable Integer rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "That each engine runs before it is timed (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds = 2;

    @Option(
            names = "--cold-start",
            paramLabel = "N",
            description = "Start N fresh JVMs for each engine, too, and time them to the first tag and to full speed.")
    private @Nullable Integer coldStart;

    @Option(
            names = "--soak",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Instead of comparing: call each engine for this long (90s, 5m) by --concurrency callers, with up"
                            + " to --batch sentences a call, and check results and memory.")
    private @Nullable Duration soak;

    @Option(
            names = "--limit",
            paramLabel = "LIMIT",
            converter = Limit.Converter.class,
            description =
                    "Exit with 1 where it isn't met, for instance p99=20ms@batch=1,threads=1 or ratio=6@precision=int8;"
                            + " may be given several times.")
    private List<Limit> limits = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures to FILE too.")
    @Writes
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        requireAtLeastOne("--sentences", List.of(sentences));
        requireAtLeastOne("--batch", batches);
        requireAtLeastOne("--concurrency", concurrencies);
        requireAtLeastOne("--length", List.of(length));
        requireAtLeastOne("--rounds", rounds == null ? List.of() : List.of(rounds));
        requireAtLeastOne("--cold-start", coldStart == null ? List.of() : List.of(coldStart));
        if (!(warmUpSeconds >= 0 && warmUpSeconds <= 3600)) {
            throw new IllegalArgumentException("--warm-up: expected 0 to 3600 seconds, found " + warmUpSeconds);
        }
        if (soak != null && (coldStart != null || !limits.isEmpty())) {
            throw new IllegalArgumentException("--soak: expected no --cold-start and no --limit beside it");
        }
        if (besideFlags.asked()
                && (modelFlags.file() == null || soak != null || coldStart != null || !limits.isEmpty() || endToEnd)) {
            throw new IllegalArgumentException(
                    "--beside: expected --model FILE, and no --soak, --cold-start, --limit or --end-to-end beside it");
        }
        ladderFlags.check(givenOptions());
        if (ladderFlags.asked()) {
            return ladder();
        }
        List<Setup> setups = engineFlags.setups();
        ModelFlags.Opened opened = modelFlags.open(corpus, corpusArguments, sentences);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", opened.name());
        facts.put("corpus", opened.corpus().name());
        facts.putAll(Machine.facts(commandLine()));
        facts.forEach((name, fact) -> System.out.printf("%-12s %s%n", name, fact));
        Outcome outcome;
        Path file = modelFlags.file();
        if (besideFlags.asked() && file != null) {
            outcome = Outcome.of(besideFlags.run(
                    file,
                    opened.model(),
                    opened.corpus().sentences(),
                    setups.stream().filter(engineFlags::asksFor).toList(),
                    batches,
                    rounds == null ? ROUNDS : rounds,
                    warmUpSeconds));
        } else if (soak != null) {
            outcome = new Outcome(List.of(), List.of(), soak(opened, setups, soak), List.of(), List.of());
        } else {
            List<Result> results = measure(opened.model(), opened.corpus(), setups);
            List<ColdStart.Times> coldStarts = coldStart == null ? List.of() : coldStart(opened, setups, coldStart);
            outcome = new Outcome(
                    results,
                    coldStarts,
                    List.of(),
                    limits.stream().map(limit -> limit.judge(results)).toList(),
                    List.of());
        }
        if (json != null) {
            ResultJson.write(json, facts, outcome);
        }
        outcome.faults().forEach(System.out::println);
        outcome.limits().forEach(verdict -> System.out.println(verdict.line()));
        return outcome.failed() ? CHECK_FAILED : 0;
    }

    private int ladder() throws IOException {
        Map<String, String> facts = Machine.facts(commandLine());
        facts.forEach((name, fact) -> System.out.printf("%-12s %s%n", name, fact));
        System.out.flush();
        List<String> faults = ladderFlags.run(
                new LadderFlags.Terms(
                        corpus, corpusArguments, sentences, engineFlags.before(), rounds, warmUpSeconds, json),
                facts);
        faults.forEach(System.out::println);
        return faults.isEmpty() ? 0 : CHECK_FAILED;
    }

    private List<Result> measure(TaggerModel model, BenchCorpus sentencesOf, List<Setup> setups) {
        Encoder encoder = new Encoder(model);
        List<Work> works = endToEnd ? List.of(Work.SCORES, Work.ENTITIES) : List.of(Work.SCORES);
        List<Result> results = new ArrayList<>();
        Progress progress = Progress.onStandardError();
        int workloads = orders.size() * batches.size() * concurrencies.size();
        int done = 0;
        long start = System.nanoTime();
        try (Comparison comparison =
                new Comparison(model, setups, works, rounds == null ? ROUNDS : rounds, (long) (warmUpSeconds * 1e9))) {
            for (Order order : orders) {
                for (int batch : batches) {
                    for (int concurrency : concurrencies) {
                        progress.update("bench", (double) done++ / workloads, System.nanoTime() - start, "");
                        Workload workload =
                                Workload.of(order, batch, concurrency, order.arrange(sentencesOf, length), encoder);
                        List<Result> rows = comparison.measure(workload);
                        progress.clear();
                        for (Work work : works) {
                            System.out.printf(
                                    "%n%s",
                                    ResultTable.of(rows.stream()
                                            .filter(row -> row.work() == work)
                                            .toList()));
                        }
                        System.out.flush();
                        results.addAll(rows);
                    }
                }
            }
        }
        return results;
    }

    private List<ColdStart.Times> coldStart(ModelFlags.Opened opened, List<Setup> setups, int starts)
            throws IOException {
        List<LabelledSentence> sentence = Order.FULL.arrange(opened.corpus(), COLD_START_LENGTH);
        List<ColdStart.Times> times = new ColdStart(
                        opened.model(), sentence.get(0).text())
                .measure(
                        setups.stream()
                                .filter(setup -> engineFlags.asksFor(setup)
                                        && setup.settings().isEmpty())
                                .toList(),
                        starts);
        System.out.printf("%ncold start, a fresh JVM and a sentence of %d characters%n", COLD_START_LENGTH);
        times.forEach(time -> System.out.println("  " + time.text()));
        return times;
    }

    private List<SoakReport> soak(ModelFlags.Opened opened, List<Setup> setups, Duration duration) {
        int largest = batches.stream().mapToInt(Integer::intValue).max().orElse(1);
        List<SoakReport> reports = new ArrayList<>();
        for (Setup setup : setups) {
            // ONNX Runtime is soaked where it is asked for, not where it would only be compared with.
            if (!engineFlags.asksFor(setup)) {
                continue;
            }
            try (Subject subject = new Subject(setup, opened.model())) {
                for (int concurrency : concurrencies) {
                    SoakReport report = new Soak(
                                    subject, opened.model(), opened.corpus().sentences(), largest, concurrency)
                            .run(duration.toSeconds());
                    System.out.printf("%n%s", report.text());
                    System.out.flush();
                    reports.add(report);
                }
            } catch (EngineException e) {
                System.out.printf(
                        "%nsoak: %s %s %s: not applicable, %s%n",
                        setup.kind(), setup.precision(), setup.kernels(), e.getMessage());
            }
        }
        return reports;
    }

    private static void requireAtLeastOne(String option, List<Integer> values) {
        for (int value : values) {
            if (value < 1) {
                throw new IllegalArgumentException(option + ": expected at least 1, found " + value);
            }
        }
    }

    private List<String> givenOptions() {
        return spec == null
                ? List.of()
                : spec.commandLine().getParseResult().matchedOptions().stream()
                        .map(OptionSpec::longestName)
                        .toList();
    }

    private String commandLine() {
        List<String> words = new ArrayList<>(List.of("fastener"));
        if (spec != null) {
            words.addAll(spec.root().commandLine().getParseResult().originalArgs());
        }
        return String.join(" ", words);
    }
}
