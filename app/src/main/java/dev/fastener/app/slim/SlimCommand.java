package dev.fastener.app.slim;

import dev.fastener.app.Writes;
import dev.fastener.app.bench.DurationConverter;
import dev.fastener.app.data.CorpusArguments;
import dev.fastener.app.train.Interruption;
import dev.fastener.app.train.Sentences;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.slim.SlimOptions;
import dev.fastener.slim.SlimResult;
import dev.fastener.slim.SlimStep;
import dev.fastener.slim.Slimming;
import dev.fastener.text.LabelledSentence;
import dev.fastener.text.Segmenter;
import dev.fastener.train.TrainOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code fastener slim}: a teacher and labelled text in, the fastest student within a bound of F1 out. */
@Command(
        name = "slim",
        sortOptions = false,
        description = {
            "Use when a tagger is accurate but big: several layers, wide ones, or a large vocabulary.",
            "",
            "Prunes its vocabulary and trains small students on what it says of each token; the fastest one whose dev F1 is"
                    + " within --max-f1-drop is written. Exit code 1: none is, and nothing is written. Ctrl-C ends it with the best so"
                    + " far.",
            ""
        })
public final class SlimCommand implements Callable<Integer> {
    @Option(
            names = "--teacher",
            paramLabel = "FILE",
            required = true,
            description = "The model to make smaller, trained here or converted.")
    private Path teacher = Path.of("");

    @Option(
            names = "--train",
            paramLabel = "FILE",
            required = true,
            description = "Labelled text to learn from, with the teacher's types of entities.")
    private Path train = Path.of("");

    @Option(
            names = "--dev",
            paramLabel = "FILE",
            description = "Labelled text that F1 and time are measured on; without it a tenth of --train is held out.")
    private @Nullable Path dev;

    @Option(
            names = "--unlabelled",
            paramLabel = "FILE",
            description = "Further text to learn from the teacher with, UTF-8, a sentence per line.")
    private @Nullable Path unlabelled;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The model file to write.")
    @Writes
    private Path out = Path.of("");

    @Option(
            names = "--students",
            paramLabel = "FOLDER",
            description = "Write every trained student there as soon as it is measured: 01-1x512.onnx and so on.")
    @Writes(late = true)
    private @Nullable Path students;

    @Option(
            names = "--steps",
            paramLabel = "NAME",
            split = ",",
            converter = StepConverter.class,
            description = "prune-vocabulary, distil, structure, prune-units, separated by commas (default: all).")
    private List<SlimStep> steps = List.of(SlimStep.values());

    @Option(
            names = "--max-f1-drop",
            paramLabel = "X",
            description = "Points of dev F1 that may be lost (default: ${DEFAULT-VALUE}).")
    private double maxF1Drop = SlimOptions.defaults().maxF1Drop();

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "No training begins after this time, and one that runs ends: 90s, 20m, 2h (default: no limit).")
    private @Nullable Duration budget;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
    @Writes
    private @Nullable Path json;

    @Mixin
    private CorpusArguments corpus = new CorpusArguments();

    @ArgGroup(validate = false, heading = "%nThe students%n")
    private StudentFlags student = new StudentFlags();

    @Override
    public Integer call() throws IOException {
        TaggerModel big = OnnxReader.read(teacher);
        TrainOptions recipe = student.recipe();
        Sentences sentences = Sentences.read(
                train, dev, null, corpus.options().withUnit(big.text().unit()), recipe.seed());
        List<LabelledSentence> more = unlabelled == null
                ? List.of()
                : UnlabelledText.read(
                        unlabelled,
                        new Segmenter(
                                big.text().segmentation(), big.features().get(0).vocabulary()));
        SlimOptions options = SlimOptions.defaults()
                .withSteps(EnumSet.copyOf(steps))
                .withMaxF1Drop(maxF1Drop)
                .withFirst(student.shape(big))
                .withTraining(recipe)
                .withTeacherWeight(student.teacherWeight())
                .withSeeds(student.seeds())
                .withBudget(budget);
        StudentFolder kept = students == null ? null : new StudentFolder(students, big, teacher);
        try (Interruption interruption = new Interruption()) {
            SlimLog log = new SlimLog(big.text().unit(), kept, interruption::requested);
            SlimResult result = Slimming.run(big, sentences.data(), more, options, log);
            if (interruption.requested()) {
                System.err.println("fastener: stopped; what follows is the best so far");
            }
            int code = report(result, options, kept, big);
            System.out.flush();
            return code;
        }
    }

    private int report(SlimResult result, SlimOptions options, @Nullable StudentFolder kept, TaggerModel big)
            throws IOException {
        System.out.print(SlimReport.table(result));
        if (json != null) {
            SlimReport.writeJson(json, result, options, kept);
        }
        TaggerModel small = result.model();
        if (small == null) {
            System.out.printf(
                    Locale.ROOT,
                    "%nno model is within %.2f points of the teacher; %s is not written. More --epochs, --unlabelled text or a"
                            + " larger --max-f1-drop may help.%n",
                    maxF1Drop,
                    out);
            return 1;
        }
        OnnxWriter.write(Origin.of(small, big, teacher), out);
        System.out.printf("%n%s%n", SlimReport.summary(result, out));
        return 0;
    }

    static final class StepConverter implements ITypeConverter<SlimStep> {
        @Override
        public SlimStep convert(String name) {
            return Arrays.stream(SlimStep.values())
                    .filter(step -> step.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "expected some of " + Arrays.toString(SlimStep.values()) + ", found " + name));
        }
    }
}
