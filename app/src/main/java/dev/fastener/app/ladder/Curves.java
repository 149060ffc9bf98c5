package dev.fastener.app.ladder;

import dev.fastener.app.bench.BenchCorpus;
import dev.fastener.app.bench.Contestant;
import dev.fastener.app.bench.Order;
import dev.fastener.app.bench.Timing;
import dev.fastener.app.bench.Turns;
import dev.fastener.model.EncodedBatch;
import dev.fastener.text.LabelledSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Times of single calls over sentence length and batch size, all engines by turns at each point. */
final class Curves {
    private static final int[] LENGTHS = {10, 20, 40, 80, 160, 320};
    private static final int[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128};
    private static final int ROUNDS = 3;
    private static final int MOST_TIMES = 100;
    private static final int SENTENCES = 40;

    private final BenchCorpus corpus;
    private final Effort effort;
    private final Consumer<String> progress;

    Curves(BenchCorpus corpus, Effort effort, Consumer<String> progress) {
        this.corpus = corpus;
        this.effort = effort;
        this.progress = progress;
    }

    /** Of single sentences made of the corpus' text; up to the longest that all of the models take whole. */
    List<Curve> byLength(List<Runner> runners) {
        List<Points> points = runners.stream().map(Points::new).toList();
        for (int length : LENGTHS) {
            boolean whole = runners.stream()
                    .mapToInt(runner -> runner.model().model().text().maxLength())
                    .allMatch(most -> most == 0 || most >= length);
            if (whole) {
                progress.accept("length " + length);
                List<LabelledSentence> made = Order.FULL.arrange(corpus, length);
                measure(length, points, made.subList(0, Math.min(SENTENCES, made.size())), 1);
            }
        }
        return points.stream()
                .map(each -> new Curve(each.runner.words(), each.found))
                .toList();
    }

    /** Of the corpus' sentences in its order. */
    List<Curve> byBatch(List<Runner> runners) {
        List<Points> points = runners.stream().map(Points::new).toList();
        int last = 0;
        for (int batch : BATCHES) {
            // A batch that the corpus can't fill is one that was measured already.
            if (last < corpus.sentences().size()) {
                progress.accept("batch " + batch);
                measure(batch, points, corpus.sentences(), batch);
                last = batch;
            }
        }
        return points.stream()
                .map(each -> new Curve(
                        each.runner.words() + ": " + each.runner.model().shape(), each.found))
                .toList();
    }

    private void measure(int at, List<Points> points, List<LabelledSentence> sentences, int batch) {
        // A last batch that isn't full would be none of this size.
        Feed feed = Feed.inOrder(sentences.size(), batch).first(Math.max(1, sentences.size() / batch));
        List<List<EncodedBatch>> batches = new ArrayList<>();
        long[] nanos = new long[points.size()];
        long slowest = 1;
        for (int i = 0; i < nanos.length; i++) {
            Runner runner = points.get(i).runner;
            batches.add(Batches.padded(runner.model(), sentences, feed).timed());
            List<EncodedBatch> first = batches.get(i).subList(0, 1);
            nanos[i] = nanos(runner, first);
            if (nanos[i] < effort.pointNanos()) {
                // A first call is one of cold code.
                nanos[i] = nanos(runner, first);
            }
            slowest = Math.max(slowest, nanos[i]);
        }
        int calls = (int) Math.min(feed.calls().size(), Math.max(1, effort.pointNanos() / slowest));
        List<Contestant> contestants = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            long times = Math.max(1, Math.min(MOST_TIMES, effort.fastPointNanos() / (nanos[i] * calls)));
            contestants.add(points.get(i).runner.over(batches.get(i).subList(0, calls), (int) times));
        }
        List<Timing> timings = Turns.measure(contestants, 1, 0, round -> round < ROUNDS);
        for (int i = 0; i < nanos.length; i++) {
            double[] millis = timings.get(i).callMillis(0.5, 0.99);
            points.get(i).found.add(new Curve.Point(at, millis[0], millis[1]));
        }
    }

    private static long nanos(Runner runner, List<EncodedBatch> batches) {
        long start = System.nanoTime();
        runner.scores(batches);
        return Math.max(1, System.nanoTime() - start);
    }

    private static final class Points {
        private final Runner runner;
        private final List<Curve.Point> found = new ArrayList<>();

        Points(Runner runner) {
            this.runner = runner;
        }
    }
}
