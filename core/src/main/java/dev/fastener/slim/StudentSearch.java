package dev.fastener.slim;

import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.Architecture;
import dev.fastener.train.EpochResult;
import dev.fastener.train.Progress;
import dev.fastener.train.Teaching;
import dev.fastener.train.TrainListener;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.TrainResult;
import dev.fastener.train.Trainer;
import dev.fastener.train.TrainingData;
import dev.fastener.train.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Trains students: one of the first shape, then, where the structure may change, by bisection over all shapes in the order of
 * their time. That time depends on the shape alone, so it is measured before any training. Bisection takes F1 to grow with
 * it: a student within the bound sends the search to the faster shapes, another to the slower ones.
 */
final class StudentSearch {
    private final Slimming slimming;
    private final TaggerModel teacher;
    private final TrainingData data;
    private final SlimOptions options;
    private final SlimListener listener;
    private final Teaching teaching;
    private final String step;
    private final long deadlineNanos;

    /** Time of the longest training so far. */
    private long longestNanos;

    private record TimedShape(Architecture shape, double millis) {}

    StudentSearch(
            Slimming slimming,
            TaggerModel teacher,
            TrainingData data,
            List<LabelledSentence> unlabelled,
            SlimOptions options,
            SlimListener listener) {
        this.slimming = slimming;
        this.teacher = teacher;
        this.data = data;
        this.options = options;
        this.listener = listener;
        boolean distils = options.steps().contains(SlimStep.DISTIL);
        this.step = distils ? SlimStep.DISTIL.toString() : SlimStep.STRUCTURE.toString();
        this.teaching = distils
                ? new Teaching(
                        teacher.tags(),
                        teacher.text(),
                        unlabelled,
                        TeacherProbabilities.of(
                                teacher,
                                joined(data.train(), unlabelled),
                                options.training().threads()),
                        options.teacherWeight())
                : new Teaching(teacher.tags(), teacher.text(), List.of(), List.of(), 0);
        this.deadlineNanos = options.budget() == null
                ? Long.MAX_VALUE
                : System.nanoTime() + options.budget().toNanos();
    }

    private static List<LabelledSentence> joined(List<LabelledSentence> first, List<LabelledSentence> second) {
        List<LabelledSentence> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** @param teacherMillis students that take longer are not looked at */
    void run(double teacherMillis) throws IOException {
        Architecture first = options.first() == null ? Shapes.first(teacher) : options.first();
        if (!options.steps().contains(SlimStep.STRUCTURE)) {
            train(first, step);
            return;
        }
        List<TimedShape> shapes = timed(Shapes.of(first, teacher), teacherMillis);
        int low = 0;
        int high = shapes.size() - 1;
        // The first shape is the usual answer; bisection alone might never look at it.
        for (int at = indexOf(shapes, first); low <= high; at = (low + high) / 2) {
            if (isOutOfTime()) {
                listener.note("the time is used up, " + (high - low + 1) + " shapes were not decided on");
                return;
            }
            if (listener.stop()) {
                return;
            }
            boolean accepted = train(shapes.get(at).shape(), step).accepted();
            low = accepted ? low : at + 1;
            high = accepted ? at - 1 : high;
        }
    }

    private int indexOf(List<TimedShape> shapes, Architecture first) {
        for (int i = 0; i < shapes.size(); i++) {
            if (shapes.get(i).shape().equals(first)) {
                return i;
            }
        }
        return (shapes.size() - 1) / 2;
    }

    /** The shapes that are faster than the teacher, fastest first. */
    private List<TimedShape> timed(List<Architecture> shapes, double teacherMillis) throws IOException {
        List<TimedShape> timed = new ArrayList<>();
        for (Architecture shape : shapes) {
            TaggerModel untrained =
                    Trainer.untrained(data, teaching, options.training().withArchitecture(shape));
            timed.add(new TimedShape(shape, Latency.millis(untrained, data.dev())));
        }
        timed.removeIf(shape -> shape.millis() >= teacherMillis);
        timed.sort(Comparator.comparingDouble(TimedShape::millis));
        listener.note(
                timed.isEmpty()
                        ? "no shape of a student is faster than the teacher"
                        : String.format(
                                Locale.ROOT,
                                "%d of %d shapes are faster than the teacher: %.3f to %.3f ms a sentence",
                                timed.size(),
                                shapes.size(),
                                timed.get(0).millis(),
                                timed.get(timed.size() - 1).millis()));
        return timed;
    }

    private Candidate train(Architecture shape, String name) throws IOException {
        TrainOptions recipe = options.training().withArchitecture(shape);
        String words = Shapes.words(shape);
        Deadline deadline = new Deadline(listener.training(words));
        long started = System.nanoTime();
        TrainResult result = Trainer.distil(data, teaching, recipe, deadline);
        longestNanos = Math.max(longestNanos, System.nanoTime() - started);
        Candidate student = slimming.measure(result.model(), name, words, deadline.passed);
        listener.trained(student, result.model());
        return student;
    }

    /** Whether another training as long as the longest would end too late. */
    private boolean isOutOfTime() {
        return deadlineNanos != Long.MAX_VALUE && System.nanoTime() + longestNanos > deadlineNanos;
    }

    /** Ends a training when its time is up. */
    private final class Deadline implements TrainListener {
        private final TrainListener told;
        private boolean passed;

        Deadline(TrainListener told) {
            this.told = told;
        }

        @Override
        public void started(TrainingPlan plan) {
            told.started(plan);
        }

        @Override
        public void progress(Progress progress) {
            told.progress(progress);
        }

        @Override
        public void epoch(EpochResult result) {
            told.epoch(result);
        }

        @Override
        public boolean stop() {
            passed |= deadlineNanos != Long.MAX_VALUE && System.nanoTime() > deadlineNanos;
            return passed || told.stop();
        }
    }
}
