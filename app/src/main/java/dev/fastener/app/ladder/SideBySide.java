package dev.fastener.app.ladder;

import dev.fastener.app.Columns;
import dev.fastener.app.EqualTags;
import dev.fastener.app.bench.Contestant;
import dev.fastener.app.bench.Setup;
import dev.fastener.app.bench.Timing;
import dev.fastener.app.bench.Turns;
import dev.fastener.evaluation.Evaluation;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Models of ours on one engine, a teacher and its student for instance: each encodes the sentences by its own rules, and all are
 * timed by turns in the same rounds.
 *
 * @param engine with its settings, as the first model has it
 * @param batch sentences of a call
 * @param sentences of a pass
 * @param rows in the order of the models; the first is what the others are compared with
 */
public record SideBySide(String engine, int batch, int sentences, List<Row> rows) {
    /** That a fast model runs in a round. */
    private static final long ROUND_NANOS = 50_000_000;

    private static final int MOST_PASSES = 1000;

    /**
     * One model.
     *
     * @param file that it was read from
     * @param shape "1 LSTM of 256, embeddings of 128"
     * @param millis a sentence
     * @param ratio times as fast as the first model, of the same rounds
     * @param f1 strict entity F1, 0 to 1; NaN where the sentences have no gold entities
     * @param equalTags share of the tokens whose tag is that of the first model, 0 to 1
     */
    public record Row(String file, String shape, Interval millis, Interval ratio, double f1, double equalTags) {}

    /**
     * Measures.
     *
     * @param models at least one
     * @param setup of the engine that runs all of them
     * @throws dev.fastener.engine.EngineException where this machine can't run one of them so
     */
    static SideBySide measure(
            List<LadderModel> models,
            List<LabelledSentence> sentences,
            Setup setup,
            int batch,
            int rounds,
            double warmUpSeconds) {
        Feed feed = Feed.inOrder(sentences.size(), batch);
        try (Runners opened = new Runners()) {
            List<Runner> runners = new ArrayList<>();
            List<Contestant> contestants = new ArrayList<>();
            List<List<List<EntitySpan>>> found = new ArrayList<>();
            int[] passes = new int[models.size()];
            for (int i = 0; i < passes.length; i++) {
                Runner runner = opened.open(models.get(i), setup);
                Batches batches = setup.kind() == Setup.Kind.CORE
                        ? Batches.packed(models.get(i), sentences, feed)
                        : Batches.padded(models.get(i), sentences, feed);
                runners.add(runner);
                found.add(batches.entities(runner.scores(batches.plain())));
                long started = System.nanoTime();
                runner.scores(batches.timed());
                long nanos = Math.max(1, System.nanoTime() - started);
                passes[i] = (int) Math.max(1, Math.min(MOST_PASSES, ROUND_NANOS / nanos));
                contestants.add(runner.over(batches.timed(), passes[i]));
            }
            List<Timing> timings = Turns.measure(contestants, 1, (long) (warmUpSeconds * 1e9), round -> round < rounds);
            List<Row> rows = new ArrayList<>();
            double[] first = perSentence(timings.get(0), passes[0], sentences.size());
            for (int i = 0; i < passes.length; i++) {
                double[] own = perSentence(timings.get(i), passes[i], sentences.size());
                rows.add(new Row(
                        models.get(i).file().toString(),
                        models.get(i).shape(),
                        Intervals.median(own),
                        Intervals.ratio(first, own),
                        f1(sentences, found.get(i)),
                        EqualTags.share(sentences, found.get(0), found.get(i))));
            }
            return new SideBySide(runners.get(0).words(), batch, sentences.size(), rows);
        }
    }

    private static double[] perSentence(Timing timing, int passes, int sentences) {
        double[] millis = timing.roundMillis();
        for (int round = 0; round < millis.length; round++) {
            millis[round] /= (double) passes * sentences;
        }
        return millis;
    }

    private static double f1(List<LabelledSentence> sentences, List<List<EntitySpan>> found) {
        Evaluation evaluation = new Evaluation();
        for (int s = 0; s < sentences.size(); s++) {
            evaluation.add(sentences.get(s).entities(), found.get(s));
        }
        return evaluation.scores().micro().gold() == 0
                ? Double.NaN
                : evaluation.scores().micro().f1();
    }

    /** As lines of text. */
    public String text() {
        Columns table = new Columns();
        table.row("model", "ms a sentence", "95 %", "times as fast", "95 %", "F1", "equal tags");
        for (Row row : rows) {
            table.row(
                    row.file() + " (" + row.shape() + ")",
                    number(row.millis().value()),
                    number(row.millis().low()) + " to " + number(row.millis().high()),
                    number(row.ratio().value()),
                    number(row.ratio().low()) + " to " + number(row.ratio().high()),
                    Double.isNaN(row.f1()) ? "-" : String.format(Locale.ROOT, "%.2f", 100 * row.f1()),
                    String.format(Locale.ROOT, "%.2f %%", 100 * row.equalTags()));
        }
        return String.format(Locale.ROOT, "%s, batches of %d, %,d sentences%n", engine, batch, sentences)
                + table.render("  ");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 0.1 ? "%.5f" : value < 10 ? "%.3f" : "%.1f", value);
    }
}
