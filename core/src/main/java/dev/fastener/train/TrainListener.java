package dev.fastener.train;

/** Is told how a training goes on, in the thread that trains, and can end it. */
public interface TrainListener {
    /** Tells nobody and never stops. */
    TrainListener NONE = new TrainListener() {};

    /** Once, before the first step. */
    default void started(TrainingPlan plan) {}

    /** After each batch. */
    default void progress(Progress progress) {}

    /** After each epoch; on resuming, also for the epochs that the checkpoint holds. */
    default void epoch(EpochResult result) {}

    /** Asked before each batch: true ends training; the best epoch so far is the result. */
    default boolean stop() {
        return false;
    }
}
