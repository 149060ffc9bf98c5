package dev.fastener.app.accelerate;

import dev.fastener.app.Columns;
import dev.fastener.engine.Precision;
import dev.fastener.evaluation.Counts;
import dev.fastener.evaluation.F1Bound;
import dev.fastener.evaluation.F1Difference;
import dev.fastener.evaluation.PairedBootstrap;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.DevSet;
import dev.fastener.train.TrainOptions;
import dev.fastener.tune.latency.Conditions;
import dev.fastener.tune.latency.Limits;
import dev.fastener.tune.latency.Percentile;
import dev.fastener.tune.latency.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The fastest of some models that keeps the limits and whose dev F1 is within the bound of the first's. */
final class Choice {
    private static final long SEED = 20;
    private static final int CALLS = 1000;

    private final List<LabelledSentence> dev;
    private final F1Bound bound;
    private final Limits limits;
    private final Stopwatch stopwatch;

    /**
     * One of the models.
     *
     * @param fits whether it keeps the limits
     */
    private record Judged(Path file, double f1, double millis, boolean isWithinBound, boolean fits) {}

    /** @param lock that is held while a model is timed */
    Choice(List<LabelledSentence> dev, double maxF1Drop, List<String> limits, Path lock) {
        this.dev = dev;
        this.bound = new F1Bound(maxF1Drop);
        this.limits = Limits.parse(limits);
        Conditions conditions = limits.isEmpty() ? new Conditions(Percentile.P50, 1, 1, 0) : this.limits.conditions();
        this.stopwatch = new Stopwatch(conditions, Precision.FP32, lock, dev, SEED);
    }

    /** Milliseconds of a call in fp32, by default the median of one dev sentence on one thread. */
    double millis(TaggerModel model) throws IOException {
        return stopwatch.measure(model, CALLS).millis();
    }

    /**
     * Says in a table what each is worth and chooses.
     *
     * @param first what the others are compared with
     * @param others those that don't exist are left out
     * @return the fastest that keeps bound and limits; where none does, the one of the best F1 that keeps the limits, or the first
     */
    Path of(Path first, List<Path> others) throws IOException {
        Columns table = new Columns();
        table.row("model", "dev F1", "change", "95 %", "ms, " + stopwatch.conditions(), "bound", "limits");
        List<Counts> reference = counts(OnnxReader.read(first));
        List<Judged> all = new ArrayList<>();
        for (Path file : Stream.concat(Stream.of(first), others.stream()).toList()) {
            if (!Files.exists(file)) {
                continue;
            }
            TaggerModel model = OnnxReader.read(file);
            F1Difference difference = PairedBootstrap.compare(reference, counts(model), SEED);
            double millis = millis(model);
            Judged judged = new Judged(
                    file,
                    difference.after().f1(),
                    millis,
                    bound.keptBy(difference),
                    limits.excess(millis, Files.size(file)) == 0);
            all.add(judged);
            table.row(
                    String.valueOf(file.getFileName()),
                    String.format(Locale.ROOT, "%.2f", 100 * judged.f1()),
                    points(difference.change()),
                    points(difference.low()) + ".." + points(difference.high()),
                    String.format(Locale.ROOT, "%.3f", millis),
                    judged.isWithinBound() ? "kept" : "broken",
                    judged.fits() ? "kept" : "broken");
        }
        System.out.print(table.render(""));
        System.out.println(bound.rule(
                "dev", dev.stream().mapToLong(s -> s.entities().size()).sum()));
        return best(all);
    }

    private static Path best(List<Judged> all) {
        return all.stream()
                .filter(judged -> judged.isWithinBound() && judged.fits())
                .min(Comparator.comparingDouble(Judged::millis))
                .orElseGet(() -> {
                    System.out.println("no model keeps both; the best F1 within the limits is taken");
                    return all.stream()
                            .filter(Judged::fits)
                            .max(Comparator.comparingDouble(Judged::f1))
                            .orElse(all.get(0));
                })
                .file();
    }

    private List<Counts> counts(TaggerModel model) {
        return new DevSet(model, dev).counts(model, TrainOptions.defaults().threads());
    }

    private static String points(double share) {
        return String.format(Locale.ROOT, "%+.2f", 100 * share);
    }
}
