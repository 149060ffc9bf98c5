package dev.fastener.slim;

import dev.fastener.train.TrainListener;

/** Is told how slimming goes on, in the thread that does it. */
public interface SlimListener {
    /** Tells nobody. */
    SlimListener NONE = new SlimListener() {};

    /** A model was measured; the first is the teacher. */
    default void measured(Candidate candidate) {}

    /** A student's training begins; gives who is told of it. */
    default TrainListener training(String student) {
        return TrainListener.NONE;
    }

    /** Something to know, in a sentence. */
    default void note(String text) {}
}
