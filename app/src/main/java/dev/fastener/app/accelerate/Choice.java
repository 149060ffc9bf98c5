package dev.fastener.app.accelerate;

import dev.fastener.Tagger;
import dev.fastener.app.Columns;
import dev.fastener.engine.Precision;
import dev.fastener.evaluation.Counts;
import dev.fastener.evaluation.Evaluation;
import dev.fastener.evaluation.F1Bound;
import dev.fastener.evaluation.F1Difference;
import dev.fastener.evaluation.PairedBootstrap;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import dev.fastener.tune.latency.Conditions;
import dev.fastener.tune.latency.Percentile;
import dev.fastener.tune.latency.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The fastest of some models whose dev F1 is within the bound of the first's; the first where no other is. */
final class Choice {
    private static final long SEED = 20;
    private static final int CALLS = 1000;

    private final List<LabelledSentence> dev;
    private final F1Bound bound;
    private final Stopwatch stopwatch;

    /** @param lock that is held while a model is timed */
    Choice(List<LabelledSentence> dev, double maxF1Drop, Path lock) {
        this.dev = dev;
        this.bound = new F1Bound(maxF1Drop);
        this.stopwatch = new Stopwatch(new Conditions(Percentile.P50, 1, 1, 0), Precision.FP32, lock, dev, SEED);
    }

    /** Median milliseconds of a call with one dev sentence on one thread. */
    double millis(Path model) throws IOException {
        return stopwatch.measure(OnnxReader.read(model), CALLS).millis();
    }

    /** Says in a table what each is worth; of the others, those that don't exist are left out. */
    Path of(Path first, List<Path> others) throws IOException {
        Columns table = new Columns();
        table.row("model", "dev F1", "change", "95 %", "ms a sentence", "bound");
        List<Counts> reference = counts(first);
        double best = millis(first);
        table.row(String.valueOf(first.getFileName()), percent(f1(reference)), "-", "-", millisText(best), "-");
        Path chosen = first;
        for (Path other : others) {
            if (!Files.exists(other)) {
                continue;
            }
            F1Difference difference = PairedBootstrap.compare(reference, counts(other), SEED);
            boolean kept = bound.keptBy(difference);
            double millis = millis(other);
            table.row(
                    String.valueOf(other.getFileName()),
                    percent(difference.after().f1()),
                    points(difference.change()),
                    points(difference.low()) + ".." + points(difference.high()),
                    millisText(millis),
                    kept ? "kept" : "broken");
            if (kept && millis < best) {
                best = millis;
                chosen = other;
            }
        }
        System.out.print(table.render(""));
        System.out.println(bound.rule(
                "dev", dev.stream().mapToLong(s -> s.entities().size()).sum()));
        return chosen;
    }

    private List<Counts> counts(Path file) throws IOException {
        List<Counts> counts = new ArrayList<>();
        try (Tagger tagger = Tagger.open(file)) {
            List<List<EntitySpan>> found = tagger.tagTokens(dev);
            for (int s = 0; s < found.size(); s++) {
                Evaluation evaluation = new Evaluation();
                evaluation.add(dev.get(s).entities(), found.get(s));
                counts.add(evaluation.scores().micro());
            }
        }
        return counts;
    }

    private static double f1(List<Counts> counts) {
        return counts.stream().reduce(Counts.NONE, Counts::plus).f1();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }

    private static String points(double share) {
        return String.format(Locale.ROOT, "%+.2f", 100 * share);
    }

    private static String millisText(double millis) {
        return String.format(Locale.ROOT, "%.3f", millis);
    }
}
