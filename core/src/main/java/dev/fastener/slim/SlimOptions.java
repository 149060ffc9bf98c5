package dev.fastener.slim;

import dev.fastener.train.Architecture;
import dev.fastener.train.TrainOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a tagger is made smaller; immutable.
 *
 * @param steps at least one
 * @param maxF1Drop points of dev F1 (of 100) that may be lost, at least 0
 * @param first shape of the first student; null for one Bi-LSTM of the teacher's sizes
 * @param training recipe of each student; its architecture is not looked at
 * @param teacherWeight of the teacher against the gold tags, 0 to 1
 * @param seeds trainings of the chosen shape in all, at least 1: their mean is held against the bound
 * @param budget time after which no training begins and one that runs ends; null for none
 */
public record SlimOptions(
        Set<SlimStep> steps,
        double maxF1Drop,
        @Nullable Architecture first,
        TrainOptions training,
        float teacherWeight,
        int seeds,
        @Nullable Duration budget) {
    public SlimOptions {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("steps: expected at least one of " + EnumSet.allOf(SlimStep.class));
        }
        steps = Set.copyOf(steps);
        if (!(maxF1Drop >= 0 && maxF1Drop <= 100)) {
            throw new IllegalArgumentException("largest drop of F1: expected 0 to 100 points, found " + maxF1Drop);
        }
        if (!(teacherWeight >= 0 && teacherWeight <= 1)) {
            throw new IllegalArgumentException("weight of the teacher: expected 0 to 1, found " + teacherWeight);
        }
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds: expected at least 1, found " + seeds);
        }
    }

    /** All steps, 0.2 points, the recipe of training, teacher and gold tags alike, 3 seeds, no limit of time. */
    public static SlimOptions defaults() {
        return new SlimOptions(EnumSet.allOf(SlimStep.class), 0.2, null, TrainOptions.defaults(), 0.5f, 3, null);
    }

    public SlimOptions withSteps(Set<SlimStep> other) {
        return new SlimOptions(other, maxF1Drop, first, training, teacherWeight, seeds, budget);
    }

    public SlimOptions withMaxF1Drop(double other) {
        return new SlimOptions(steps, other, first, training, teacherWeight, seeds, budget);
    }

    public SlimOptions withFirst(@Nullable Architecture other) {
        return new SlimOptions(steps, maxF1Drop, other, training, teacherWeight, seeds, budget);
    }

    public SlimOptions withTraining(TrainOptions other) {
        return new SlimOptions(steps, maxF1Drop, first, other, teacherWeight, seeds, budget);
    }

    public SlimOptions withTeacherWeight(float other) {
        return new SlimOptions(steps, maxF1Drop, first, training, other, seeds, budget);
    }

    public SlimOptions withSeeds(int other) {
        return new SlimOptions(steps, maxF1Drop, first, training, teacherWeight, other, budget);
    }

    public SlimOptions withBudget(@Nullable Duration other) {
        return new SlimOptions(steps, maxF1Drop, first, training, teacherWeight, seeds, other);
    }
}
