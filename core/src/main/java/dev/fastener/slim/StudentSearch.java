package dev.fastener.slim;

import dev.fastener.model.TaggerModel;
import dev.fastener.train.Architecture;
import dev.fastener.train.Teaching;
import dev.fastener.train.Trainer;
import dev.fastener.train.TrainingData;
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
    private final Students students;
    private final TaggerModel teacher;
    private final TrainingData data;
    private final Teaching teaching;
    private final SlimOptions options;
    private final SlimListener listener;
    private final String step;

    private record TimedShape(Architecture shape, double millis) {}

    StudentSearch(
            Students students,
            TaggerModel teacher,
            TrainingData data,
            Teaching teaching,
            SlimOptions options,
            SlimListener listener) {
        this.students = students;
        this.teacher = teacher;
        this.data = data;
        this.teaching = teaching;
        this.options = options;
        this.listener = listener;
        this.step = (options.steps().contains(SlimStep.DISTIL) ? SlimStep.DISTIL : SlimStep.STRUCTURE).toString();
    }

    /** @param teacherMillis students that take longer are not looked at */
    void run(double teacherMillis) throws IOException {
        Architecture first = options.first() == null ? Shapes.first(teacher) : options.first();
        if (!options.steps().contains(SlimStep.STRUCTURE)) {
            train(first);
            return;
        }
        List<TimedShape> shapes = timed(Shapes.of(first, teacher), teacherMillis);
        int low = 0;
        int high = shapes.size() - 1;
        // The first shape is the usual answer; bisection alone might never look at it.
        for (int at = indexOf(shapes, first); low <= high; at = (low + high) / 2) {
            if (students.mustEnd()) {
                listener.note("structure: ended with " + (high - low + 1) + " shapes not decided on");
                return;
            }
            boolean accepted = train(shapes.get(at).shape()).candidate().accepted();
            low = accepted ? low : at + 1;
            high = accepted ? at - 1 : high;
        }
    }

    private Measured train(Architecture shape) throws IOException {
        Recipe recipe = (training, told) -> Trainer.distil(data, teaching, training.withArchitecture(shape), told);
        return students.train(
                step, Shapes.words(shape), recipe, options.training().seed());
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
            if (listener.stop()) {
                return List.of();
            }
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
}
