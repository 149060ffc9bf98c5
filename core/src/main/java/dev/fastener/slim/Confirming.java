package dev.fastener.slim;

import dev.fastener.evaluation.Counts;
import dev.fastener.evaluation.MeanF1Difference;
import dev.fastener.evaluation.PairedBootstrap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Trains the fastest student within the bound again with other seeds, and takes it only where the mean of all is within the
 * bound too; else the next one has its turn. A search over shapes with one seed each finds lucky seeds as well as good shapes.
 */
final class Confirming {
    private final Measurements measurements;
    private final Students students;
    private final SlimListener listener;
    private final int seeds;
    private final List<Confirmation> confirmations = new ArrayList<>();

    /** @param seeds trainings of a shape in all */
    Confirming(Measurements measurements, Students students, SlimListener listener, int seeds) {
        this.measurements = measurements;
        this.students = students;
        this.listener = listener;
        this.seeds = seeds;
    }

    List<Confirmation> confirmations() {
        return confirmations;
    }

    /** The model to take: of the trainings of its shape the one with the best dev F1. */
    Optional<Measured> choose() throws IOException {
        while (true) {
            Optional<Measured> fastest = measurements.fastest();
            Recipe recipe = fastest.map(Measured::recipe).orElse(null);
            if (fastest.isEmpty() || recipe == null || seeds == 1) {
                return fastest;
            }
            Measured first = fastest.get();
            List<Measured> trained = new ArrayList<>(List.of(first));
            while (trained.size() < seeds) {
                if (students.mustEnd()) {
                    listener.note(first.candidate().shape() + ": not confirmed with other seeds");
                    return fastest;
                }
                trained.add(students.train(
                        "confirm",
                        first.candidate().shape(),
                        recipe,
                        first.candidate().seed() + trained.size()));
            }
            if (listener.stop()) {
                return fastest;
            }
            if (isConfirmed(trained)) {
                return trained.stream()
                        .max(Comparator.comparingDouble(
                                measured -> measured.candidate().dev().f1()));
            }
            trained.forEach(measurements::reject);
        }
    }

    private boolean isConfirmed(List<Measured> trained) {
        List<List<Counts>> counts = trained.stream().map(Measured::counts).toList();
        MeanF1Difference difference =
                PairedBootstrap.compareMean(measurements.teacher().counts(), counts, Measurements.BOOTSTRAP_SEED);
        boolean accepted = measurements.bound().keptBy(difference);
        Confirmation confirmation =
                new Confirmation(trained.stream().map(Measured::candidate).toList(), difference, accepted);
        confirmations.add(confirmation);
        listener.confirmed(confirmation);
        return accepted;
    }
}
