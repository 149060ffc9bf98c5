package dev.fastener.train;

/**
 * How weights follow their gradients. The loss is the mean over the sentences of a batch.
 *
 * @param learningRate the highest one
 * @param warmUp share of all steps in which the learning rate rises from 0, 0 to below 1
 * @param clipping largest norm of the whole gradient; 0 for no limit
 * @param weightDecay ADAMW: decoupled, times the learning rate; ADAM and SGD: added to the gradient, times the weight. Rows
 *     of an embedding decay only when they are used
 * @param averaging decay per step of a running mean of the weights, which is what is evaluated and kept; 0 for none
 */
public record Optimisation(
        Optimiser optimiser,
        float learningRate,
        Schedule schedule,
        float warmUp,
        float clipping,
        float weightDecay,
        float averaging) {
    /** The rule of a step. */
    public enum Optimiser {
        ADAM,
        ADAMW,
        SGD
    }

    /** How the learning rate falls over the epochs. */
    public enum Schedule {
        CONSTANT,
        /** To 0 in a straight line. */
        LINEAR,
        /** To 0 along half a cosine (Loshchilov and Hutter 2017). */
        COSINE,
        /** Times 0.3 after 60 % of all steps, times 0.1 after 85 %. */
        STEPS;

        /** Factor on the learning rate after the share {@code done}, 0 to 1, of all steps. */
        double factor(double done) {
            return switch (this) {
                case CONSTANT -> 1;
                case LINEAR -> 1 - done;
                case COSINE -> 0.5 + 0.5 * Math.cos(Math.PI * done);
                case STEPS -> done < 0.6 ? 1 : done < 0.85 ? 0.3 : 0.1;
            };
        }
    }

    public Optimisation {
        Require.that(learningRate > 0 && learningRate < 100, "learning rate", "above 0", learningRate);
        Require.that(warmUp >= 0 && warmUp < 1, "warm-up", "a share from 0 to below 1", warmUp);
        Require.that(clipping >= 0, "clipping", "at least 0", clipping);
        Require.that(weightDecay >= 0, "weight decay", "at least 0", weightDecay);
        Require.that(averaging >= 0 && averaging < 1, "averaging", "0 to below 1", averaging);
    }

    public static Optimisation defaults() {
        return new Optimisation(Optimiser.ADAM, 0.002f, Schedule.STEPS, 0, 5, 0, 0);
    }

    /** Learning rate of step {@code step}, from 0, of {@code steps}. */
    double rate(long step, long steps) {
        double done = (double) step / Math.max(1, steps);
        double warm = done < warmUp ? (step + 1) / (warmUp * steps) : 1;
        return learningRate * Math.min(1, warm) * schedule.factor(done);
    }

    public Optimisation withOptimiser(Optimiser other) {
        return new Optimisation(other, learningRate, schedule, warmUp, clipping, weightDecay, averaging);
    }

    public Optimisation withLearningRate(float other) {
        return new Optimisation(optimiser, other, schedule, warmUp, clipping, weightDecay, averaging);
    }

    public Optimisation withSchedule(Schedule other) {
        return new Optimisation(optimiser, learningRate, other, warmUp, clipping, weightDecay, averaging);
    }

    public Optimisation withWarmUp(float other) {
        return new Optimisation(optimiser, learningRate, schedule, other, clipping, weightDecay, averaging);
    }

    public Optimisation withClipping(float other) {
        return new Optimisation(optimiser, learningRate, schedule, warmUp, other, weightDecay, averaging);
    }

    public Optimisation withWeightDecay(float other) {
        return new Optimisation(optimiser, learningRate, schedule, warmUp, clipping, other, averaging);
    }

    public Optimisation withAveraging(float other) {
        return new Optimisation(optimiser, learningRate, schedule, warmUp, clipping, weightDecay, other);
    }
}
