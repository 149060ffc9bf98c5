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
import java.util.Comparator;
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
    private final Runners opened = new Runners();
    private final Progress progress = Progress.onStandardError();
    private final long start = System.nanoTime();
    private final Map<Step.Course, Answer> answers = new IdentityHashMap<>();
    /** Milliseconds a sentence, round by round. */
    private final Map<Step.Course, double[]> times = new IdentityHashMap<>();
    /** What the peers say of batches, which several courses share. */
    private final Map<Batches, Answer.Expected> expected = new IdentityHashMap<>();

    LadderRun(LadderModels models, BenchCorpus corpus, Before before, Effort effort) {
        this.models = models;
        this.corpus = corpus;
        this.sentences = corpus.sentences();
        this.before = before;
        this.effort = effort;
    }

    /** @param facts about machine and command, by name */
    Ladder measure(Map<String, String> facts) {
        say("opens the engines");
        Rungs rungs = new Rungs(models, sentences, before, opened);
        List<Step> runs = new ArrayList<>();
        for (Step step : rungs.steps()) {
            addRun(step, runs);
        }
        addRun(rungs.sortedBefore(), runs);
        addRun(rungs.firstOnOurs(), runs);
        List<Step.Course> courses = new ArrayList<>();
        for (Step step : runs) {
            say("checks " + step.name());
            for (Step.Course course : step.courses()) {
                if (!answers.containsKey(course)) {
                    courses.add(course);
                    answers.put(course, Answer.of(course.runner(), expected(course), course.batches(), sentences));
                }
            }
        }
        expected.clear();
        time(courses);
        Runner onnxRuntime = best(rungs.onnxRuntime()).runner();
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
                curves.byLength(rungs.onLast(onnxRuntime)),
                curves.byBatch(rungs.all(onnxRuntime)));
        progress.clear();
        return ladder;
    }

    /** What is wrong, a line each. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        answers.forEach((course, answer) -> {
            if (!answer.fault().isEmpty()) {
                faults.add("wrong: " + course.words() + ": " + answer.fault());
            }
        });
        return faults;
    }

    private static void addRun(@Nullable Step step, List<Step> runs) {
        boolean isNew = runs.stream().noneMatch(run -> run == step);
        if (isNew && step != null && !step.courses().isEmpty()) {
            runs.add(step);
        }
    }

    private Answer.Expected expected(Step.Course course) {
        Answer.Expected known = expected.get(course.batches());
        if (known == null || known.peer() != course.peer()) {
            known = Answer.Expected.of(course.peer(), course.batches());
            expected.put(course.batches(), known);
        }
        return known;
    }

    private void time(List<Step.Course> courses) {
        List<Contestant> contestants = new ArrayList<>();
        int[] passes = new int[courses.size()];
        for (int i = 0; i < passes.length; i++) {
            Step.Course course = courses.get(i);
            say("warms " + course.words() + " up");
            long nanos = requireNonNull(answers.get(course)).passNanos();
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
            times.put(courses.get(i), millis);
        }
    }

    /** The course of the best median, which is the step's. */
    private Step.Course best(Step step) {
        return step.courses().stream()
                .min(Comparator.comparingDouble(course -> Intervals.middle(requireNonNull(times.get(course)))))
                .orElseThrow();
    }

    private List<Rung> rungs(List<Step> steps) {
        List<Rung> rungs = new ArrayList<>();
        Step first = null;
        Step last = null;
        for (Step step : steps) {
            String shape = step.model().shape();
            if (step.courses().isEmpty()) {
                rungs.add(new Rung(step.name(), shape, step.engine(), null, step.notRun()));
                continue;
            }
            first = first == null ? step : first;
            rungs.add(new Rung(
                    step.name(), shape, best(step).words(), figures(step, first, last == null ? step : last), ""));
            last = step;
        }
        return rungs;
    }

    private Rung.Figures figures(Step step, Step first, Step last) {
        double[] own = requireNonNull(times.get(best(step)));
        Answer answer = requireNonNull(answers.get(best(step)));
        return new Rung.Figures(
                Intervals.median(own),
                ratio(first, step),
                ratio(last, step),
                own.length,
                f1(answer.entities()),
                EqualTags.share(
                        sentences, requireNonNull(answers.get(best(first))).entities(), answer.entities()),
                answer.difference(),
                answer.fault());
    }

    private Interval ratio(Step over, Step under) {
        return Intervals.ratio(requireNonNull(times.get(best(over))), requireNonNull(times.get(best(under))));
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
        double[] padded = timesOf(rungs.steps().get(0));
        double[] sorted = timesOf(rungs.sortedBefore());
        double[] onOurs = timesOf(rungs.firstOnOurs());
        double[] fastest = timesOf(rungs.fastest());
        return padded == null || sorted == null || onOurs == null || fastest == null
                ? null
                : Factors.of(padded, sorted, onOurs, fastest);
    }

    private double @Nullable [] timesOf(@Nullable Step step) {
        return step == null || step.courses().isEmpty() ? null : times.get(best(step));
    }

    /** With the two points between which the factors are taken and that are no rungs. */
    private Map<String, String> withPoints(Map<String, String> facts, Rungs rungs) {
        Map<String, String> all = new LinkedHashMap<>(facts);
        for (Step step : new @Nullable Step[] {rungs.sortedBefore(), rungs.firstOnOurs()}) {
            if (step != null && rungs.steps().stream().noneMatch(rung -> rung == step)) {
                Interval millis = Intervals.median(requireNonNull(times.get(best(step))));
                all.put(
                        step.name(),
                        String.format(
                                Locale.ROOT,
                                "%.4f ms a sentence, %s",
                                millis.value(),
                                best(step).words()));
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
        opened.close();
    }
}
