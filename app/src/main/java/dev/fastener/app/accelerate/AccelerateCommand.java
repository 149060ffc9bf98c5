package dev.fastener.app.accelerate;

import dev.fastener.app.Outputs;
import dev.fastener.app.Writes;
import dev.fastener.app.bench.DurationConverter;
import dev.fastener.app.data.CorpusArguments;
import dev.fastener.convert.keras.KerasFile;
import dev.fastener.convert.onnx.ForeignFile;
import dev.fastener.convert.tensorflow.TensorFlowFile;
import dev.fastener.onnx.ModelFormatException;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.text.CorpusOptions;
import dev.fastener.tune.latency.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fastener accelerate}: a corpus or a trained model in, the fastest model that keeps its F1 out. */
@Command(
        name = "accelerate",
        sortOptions = false,
        description = {
            "Use when you want the fastest tagger that keeps its F1, and the proof of it, from one command.",
            "",
            "Given labelled text, trains a stacked teacher, slims and tunes it, narrows its numbers, times every step on the"
                    + " way and writes a report. Given a trained model, converts, narrows and times it, and with --train does"
                    + " the rest, too. The same command goes on with a run that was broken off.",
            ""
        })
public final class AccelerateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "CORPUS|MODEL", description = "Labelled text, or a trained model.")
    private Path source = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "OPTION",
            description = "After --: what \"fastener convert\" must be told of the model, as -- --vocab vocab.json"
                    + " --padding pre.")
    private List<String> convertOptions = List.of();

    @Option(names = "--train", paramLabel = "FILE", description = "With a model: labelled text to slim and tune it on.")
    private @Nullable Path train;

    @Option(
            names = "--dev",
            paramLabel = "FILE",
            description =
                    "Labelled text that F1 is compared on; without it a tenth of the text is held out, and another"
                            + " tenth where there is no --test.")
    private @Nullable Path dev;

    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "Labelled text that the report's F1 is of; nothing is chosen by it.")
    private @Nullable Path test;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where all files go; the model is model.onnx in it (default: ${DEFAULT-VALUE}).")
    @Writes(late = true)
    private Path folder = Path.of("accelerated");

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "What training and measuring may take together: 20m, 2h (default: 30m).")
    private Duration budget = Duration.ofMinutes(30);

    @Option(
            names = "--max-f1-drop",
            paramLabel = "POINTS",
            description = "Most F1 on --dev that slimming, and again narrowing, may lose (default: ${DEFAULT-VALUE}).")
    private double maxF1Drop = 0.2;

    @Option(
            names = "--limit",
            paramLabel = "LIMIT",
            description = "What \"fastener tune\" keeps, as p99=2ms@batch=1,threads=1 or size=5MB; may be given twice"
                    + " (default: no slower than the slim model).")
    private List<String> limits = List.of();

    @Option(
            names = "--teacher",
            paramLabel = "LxH",
            description =
                    "Layers and hidden size of the teacher, as 3x512 (default: the largest that the budget trains).")
    private @Nullable String teacher;

    @Option(
            names = "--before",
            description =
                    "Time TensorFlow, too: the model's own file, or the graph that tf.keras would export for the one"
                            + " trained here; fetches TensorFlow (160 MB) once.")
    private boolean before;

    @Mixin
    private CorpusArguments corpus = new CorpusArguments();

    @Override
    public Integer call() throws IOException {
        Limits.parse(limits);
        Stack stack = teacher == null ? null : Stack.parse(teacher);
        boolean isModel = isModel();
        boolean isOurs = isModel && isOurs();
        requireMeaning(isModel, isOurs);
        Folder files = new Folder(folder);
        Inputs inputs = inputs(isModel);
        for (Path output : files.outputs()) {
            Outputs.requireOther(output, inputs.files());
        }
        Files.createDirectories(folder);
        Plan plan = new Plan(
                files,
                Journal.open(files.journal(), subject(inputs)),
                maxF1Drop,
                stack,
                limits,
                timedBefore(isModel, isOurs));
        List<Step> steps = new ArrayList<>();
        Path learnt = isModel ? train : source;
        Labelled text = learnt == null ? null : labelled(learnt, files, plan, steps);
        if (isModel) {
            steps.add(isOurs ? plan.take(source) : plan.convert(source, convertOptions));
        } else if (text != null) {
            steps.addAll(plan.train(text));
        }
        if (text != null) {
            steps.addAll(plan.search(text));
        }
        steps.addAll(plan.conclude(text));
        return run(new Run(steps, plan.journal(), budget), files, text != null);
    }

    private static int run(Run run, Folder files, boolean hasText) throws IOException {
        try {
            run.run();
        } catch (StepFailedException e) {
            System.err.println("fastener: this step failed; the same command begins again with it");
            return e.exitCode();
        }
        if (run.interrupted()) {
            System.err.println("fastener: stopped; the same command goes on from here");
            return 0;
        }
        System.out.printf("%n%s%n%s is the model; %s tells its story%n", run.summary(), files.model(), files.report());
        if (!hasText) {
            System.out.println("With labelled text (--train) it would also measure F1, and replace the network by the"
                    + " fastest one that keeps it.");
        }
        return 0;
    }

    private boolean isModel() throws IOException {
        if (TensorFlowFile.accepts(source)) {
            return true;
        }
        if (!Files.exists(source)) {
            throw new NoSuchFileException(source.toString());
        }
        return KerasFile.accepts(source) || ForeignFile.accepts(source);
    }

    /** Whether it needs no conversion; what is neither ours nor another program's model, the conversion refuses. */
    private boolean isOurs() throws IOException {
        if (!ForeignFile.accepts(source)) {
            return false;
        }
        try {
            OnnxReader.read(source);
            return true;
        } catch (ModelFormatException e) {
            return false;
        }
    }

    private void requireMeaning(boolean isModel, boolean isOurs) {
        if (!isModel && train != null) {
            throw new IllegalArgumentException(
                    "--train: expected a trained model before it, found labelled text; leave --train out");
        }
        if (!isModel && !convertOptions.isEmpty()) {
            throw new IllegalArgumentException("expected options after -- only with a model to convert, found "
                    + String.join(" ", convertOptions) + " with labelled text");
        }
        if (isOurs && !convertOptions.isEmpty()) {
            throw new IllegalArgumentException("expected options after -- only with a model to convert, found "
                    + String.join(" ", convertOptions) + " with one of Fastener's");
        }
        if (isModel && teacher != null) {
            throw new IllegalArgumentException(
                    "--teacher: expected labelled text to train it on, found a trained model,"
                            + " which is the teacher");
        }
        if (isModel && train == null && (dev != null || test != null || !limits.isEmpty())) {
            throw new IllegalArgumentException(
                    "--dev, --test, --limit: expected --train, the text to slim and tune on, beside them");
        }
    }

    /** What TensorFlow runs in the ladder: nothing, a file, or the graph of tf.keras for a model trained here. */
    private String timedBefore(boolean isModel, boolean isOurs) {
        if (!before) {
            return "none";
        }
        if (!isModel || isOurs) {
            return "keras";
        }
        if (!TensorFlowFile.accepts(source)) {
            throw new IllegalArgumentException("--before: expected a SavedModel, a checkpoint or a frozen graph, which"
                    + " TensorFlow runs from Java, found " + source);
        }
        return source.toString();
    }

    /** The text as it was given; where no dev text was, its parts, which the first step makes. */
    private Labelled labelled(Path text, Folder files, Plan plan, List<Step> steps) {
        CorpusOptions given = corpus.options();
        if (dev != null) {
            return new Labelled(text, dev, test, corpusWords(), given);
        }
        steps.add(plan.split(text, corpusWords(), test == null));
        List<String> words = corpusWords().stream()
                .filter(word -> word.startsWith("--unit="))
                .toList();
        CorpusOptions plain = new CorpusArguments().options();
        Path parts = files.corpus();
        return new Labelled(
                parts.resolve("train.jsonl"),
                parts.resolve("dev.jsonl"),
                test == null ? parts.resolve("test.jsonl") : test,
                words,
                given.unit() == null ? plain : plain.withUnit(given.unit()));
    }

    /** The options that say how the corpus is read, as they were given. */
    private List<String> corpusWords() {
        Set<String> names = CommandSpec.forAnnotatedObject(new CorpusArguments()).options().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toSet());
        List<String> words = new ArrayList<>();
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (names.contains(option.longestName())) {
                boolean isSwitch = option.arity().max() == 0;
                words.add(option.longestName()
                        + (isSwitch ? "" : "=" + option.originalStringValues().get(0)));
            }
        }
        return words;
    }

    /** All that sways what comes out, but the time that there is. */
    private Inputs inputs(boolean isModel) throws IOException {
        List<Path> corpora = new ArrayList<>(
                Stream.of(train, dev, test).filter(Objects::nonNull).toList());
        if (corpus.options().tags() != null) {
            corpora.add(corpus.options().tags());
        }
        if (!isModel) {
            corpora.add(source);
        }
        return Inputs.of(isModel ? List.of(source) : List.of(), corpora, convertOptions);
    }

    /** What the run is of: the inputs by their contents, and all options that change what comes out. */
    private String subject(Inputs inputs) throws IOException {
        List<String> words = new ArrayList<>(List.of(source.toString(), "sha256=" + inputs.sha256()));
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!Set.of("--budget", "--folder").contains(option.longestName())) {
                words.add(option.longestName() + String.join(",", option.originalStringValues()));
            }
        }
        words.addAll(convertOptions);
        return String.join(" ", words).replaceAll("\\s+", " ");
    }
}
