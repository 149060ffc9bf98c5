package dev.fastener.slim;

import dev.fastener.evaluation.Counts;
import dev.fastener.model.TaggerModel;
import dev.fastener.train.Architecture;
import dev.fastener.train.DevSet;
import dev.fastener.train.Teaching;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.Trainer;
import dev.fastener.train.TrainingData;
import dev.fastener.train.UnitImportance;
import java.io.IOException;
import java.util.Locale;

/**
 * Takes the least important quarter of the hidden units away and trains the rest further, again and again until a round ends
 * beyond the bound: what a quarter takes away can be learned again, what all rounds take away at once can't (Han et al. 2015).
 */
final class UnitSearch {
    private static final double KEPT = 0.75;

    /** Of a student's epochs, for one round: the rest has been learned before. */
    private static final int EPOCHS_SHARE = 4;

    private final Students students;
    private final TrainingData data;
    private final Teaching teaching;
    private final SlimOptions options;
    private final SlimListener listener;

    UnitSearch(Students students, TrainingData data, Teaching teaching, SlimOptions options, SlimListener listener) {
        this.students = students;
        this.data = data;
        this.teaching = teaching;
        this.options = options;
        this.listener = listener;
    }

    void run(TaggerModel start) throws IOException {
        TaggerModel model = start;
        int hidden;
        try {
            hidden = Architecture.of(start).hiddenSize();
        } catch (IllegalArgumentException e) {
            listener.note("prune-units: this model can't be trained further; " + e.getMessage());
            return;
        }
        for (int fewer = fewer(hidden); fewer > 0; fewer = fewer(hidden)) {
            if (students.mustEnd()) {
                listener.note("prune-units: ended at " + hidden + " units");
                return;
            }
            Measured student = round(model, hidden, fewer);
            if (!student.candidate().accepted()) {
                return;
            }
            model = student.model();
            hidden = fewer;
        }
    }

    /** A multiple of what kernels like; 0 where there is no smaller one. */
    private static int fewer(int hidden) {
        return (int) (hidden * KEPT) / Shapes.MULTIPLE * Shapes.MULTIPLE;
    }

    /** A quarter of the epochs without dropout of values: there are no units left to spare. */
    private static TrainOptions further(TrainOptions options) {
        return options.withEpochs(Math.max(1, options.epochs() / EPOCHS_SHARE))
                .withRegularisation(options.regularisation()
                        .withEmbeddingDropout(0)
                        .withLayerDropout(0)
                        .withOutputDropout(0));
    }

    private Measured round(TaggerModel model, int hidden, int fewer) throws IOException {
        TrainOptions training = options.training();
        UnitImportance importance = Trainer.importance(model, data, teaching, training);
        TaggerModel pruned = UnitPruning.prune(model, importance, fewer);
        Counts dev = new DevSet(pruned, data.dev()).evaluate(pruned, training.threads());
        listener.note(String.format(
                Locale.ROOT,
                "prune-units: %d of %d units stay in each direction; F1 %.2f before they are trained further",
                fewer,
                hidden,
                100 * dev.f1()));
        Recipe recipe = (options, told) -> Trainer.fineTune(pruned, data, teaching, further(options), told);
        return students.train(
                SlimStep.PRUNE_UNITS.toString(), Shapes.words(Architecture.of(pruned)), recipe, training.seed());
    }
}
