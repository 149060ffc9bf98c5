package dev.fastener.app.ladder;

import static java.util.Objects.requireNonNull;

import dev.fastener.app.EqualTags;
import dev.fastener.app.Progress;
import dev.fastener.app.bench.BenchCorpus;
import dev.fastener.app.bench.Contestant;
import dev.fastener.app.bench.Timing;
import dev.fastener.app.bench.Turns;
import dev.fastener.evaluation.Counts;
import dev.fastener.evaluation.Evaluation;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures a ladder: opens and checks all rungs, times them by turns, then the curves. Of one thread. */
final class LadderRun implements AutoCloseable {
    private static final int MOST_PASSES = 200;

    private final LadderModels models;
    private final BenchCorpus corpus;
    private final List<LabelledSentence> sentences;
    private final Before before;
    private final Effort effort;
    private final Trials trials;
    private final Progress progress = Progress.onStandardError();
    private final long start = System.nanoTime();
    private final Map<Step, Answer> answers = new IdentityHashMap<>();
    /** Milliseconds a sentence, round by round. */
    private final Map<Step, double[]> times = new IdentityHashMap<>();

    LadderRun(LadderModels models, BenchCorpus corpus, Before before, Effort effort) {
        this.models = models;
        this.corpus = corpus;
        this.sentences = corpus.sentences();
        this.before = before;
        this.effort = effort;
        this.trials = new Trials(effort.trialNanos());
    }

    /** @param facts about machine and command, by name */
    Ladder measure(Map<String, String> facts) {
        say("opens the engines");
        Rungs rungs = new Rungs(models, sentences, before, trials);
        List<Step> runs = new ArrayList<>();
        for (Step step : rungs.steps()) {
            addRun(step, runs);
        }
        addRun(rungs.sortedBefore(), runs);
        addRun(rungs.firstOnOurs(), runs);
        for (Step step : runs) {
            say("checks " + step.name());
            Step.Course course = requireNonNull(step.course());
            answers.put(step, Answer.of(course.runner(), course.peer(), course.batches(), sentences));
        }
        time(runs);
        Curves curves = new Curves(corpus, effort, this::say);
        Ladder ladder = new Ladder(
                corpus.name(),
                sentences.size(),
                sentences.stream().mapToLong(LabelledSentence::length).sum(),
                Batches.padded(models.first(), sentences, Feed.inOrder(sentences.size(), Rungs.BATCH))
                        .realShare(),
                withPoints(facts, rungs),
                rungs(rungs.steps()),
                factors(rungs),
                curves.byLength(rungs.onLast()),
                curves.byBatch(rungs.all()));
        progress.clear();
        return ladder;
    }

    /** What is wrong, a line each. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        answers.forEach((step, answer) -> {
            if (!answer.fault().isEmpty()) {
                faults.add("wrong: " + step.name() + " (" + step.engine() + "): " + answer.fault());
            }
        });
        return faults;
    }

    private static void addRun(@Nullable Step step, List<Step> runs) {
        boolean isNew = runs.stream().noneMatch(run -> run == step);
        if (isNew && step != null && step.course() != null) {
            runs.add(step);
        }
    }

    private void time(List<Step> runs) {
        List<Contestant> contestants = new ArrayList<>();
        int[] passes = new int[runs.size()];
        for (int i = 0; i < passes.length; i++) {
            say("warms " + runs.get(i).name() + " up");
            Step.Course course = requireNonNull(runs.get(i).course());
            long nanos = requireNonNull(answers.get(runs.get(i))).passNanos();
            if (nanos < effort.roundNanos()) {
                // A first pass is one of cold code.
                long started = System.nanoTime();
                course.runner().scores(course.batches().timed());
                nanos = Math.max(1, System.nanoTime() - started);
            }
            passes[i] = (int) Math.max(1, Math.min(MOST_PASSES, effort.roundNanos() / nanos));
            contestants.add(course.runner().over(course.batches().timed(), passes[i]));
        }
        List<Timing> timings = Turns.measure(contestants, 1, (long) (effort.warmUpSeconds() * 1e9), round -> {
            say("round " + (round + 1));
            return effort.another(round, System.nanoTime() - start);
        });
        for (int i = 0; i < passes.length; i++) {
            double[] millis = timings.get(i).roundMillis();
            for (int round = 0; round < millis.length; round++) {
                millis[round] /= (double) passes[i] * sentences.size();
            }
            times.put(runs.get(i), millis);
        }
    }

    private List<Rung> rungs(List<Step> steps) {
        List<Rung> rungs = new ArrayList<>();
        Step first = null;
        Step last = null;
        for (Step step : steps) {
            String shape = step.model().shape();
            if (!times.containsKey(step)) {
                rungs.add(new Rung(step.name(), shape, step.engine(), null, step.notRun()));
                continue;
            }
            first = first == null ? step : first;
            rungs.add(
                    new Rung(step.name(), shape, step.engine(), figures(step, first, last == null ? step : last), ""));
            last = step;
        }
        return rungs;
    }

    private Rung.Figures figures(Step step, Step first, Step last) {
        double[] own = requireNonNull(times.get(step));
        Answer answer = requireNonNull(answers.get(step));
        return new Rung.Figures(
                Intervals.median(own),
                ratio(first, step),
                ratio(last, step),
                own.length,
                f1(answer.entities()),
                EqualTags.share(sentences, requireNonNull(answers.get(first)).entities(), answer.entities()),
                answer.difference(),
                answer.fault());
    }

    private Interval ratio(Step over, Step under) {
        return Intervals.ratio(requireNonNull(times.get(over)), requireNonNull(times.get(under)));
    }

    /** NaN where there are no gold entities. */
    private double f1(List<List<EntitySpan>> found) {
        Evaluation evaluation = new Evaluation();
        for (int s = 0; s < sentences.size(); s++) {
            evaluation.add(sentences.get(s).entities(), found.get(s));
        }
        Counts counts = evaluation.scores().micro();
        return counts.gold() == 0 ? Double.NaN : counts.f1();
    }

    private @Nullable Factors factors(Rungs rungs) {
        double[] padded = times.get(rungs.steps().get(0));
        double[] sorted = times.get(rungs.sortedBefore());
        double[] onOurs = times.get(rungs.firstOnOurs());
        double[] fastest = times.get(rungs.fastest());
        return padded == null || sorted == null || onOurs == null || fastest == null
                ? null
                : Factors.of(padded, sorted, onOurs, fastest);
    }

    /** With the two points between which the factors are taken and that are no rungs. */
    private Map<String, String> withPoints(Map<String, String> facts, Rungs rungs) {
        Map<String, String> all = new LinkedHashMap<>(facts);
        for (Step step : new @Nullable Step[] {rungs.sortedBefore(), rungs.firstOnOurs()}) {
            if (step != null && rungs.steps().stream().noneMatch(rung -> rung == step)) {
                Interval millis = Intervals.median(requireNonNull(times.get(step)));
                all.put(
                        step.name(),
                        String.format(Locale.ROOT, "%.4f ms a sentence, %s", millis.value(), step.engine()));
            }
        }
        return all;
    }

    private void say(String what) {
        long elapsed = System.nanoTime() - start;
        progress.update("ladder", effort.share(elapsed), elapsed, what);
    }

    @Override
    public void close() {
        trials.close();
    }
}
