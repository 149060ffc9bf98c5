package dev.fastener.slim;

import dev.fastener.model.TaggerModel;
import dev.fastener.train.TrainListener;
import java.io.IOException;

/** Is told how slimming goes on, in the thread that does it. */
public interface SlimListener {
    /** Tells nobody. */
    SlimListener NONE = new SlimListener() {};

    /** A model was measured; the first is the teacher. */
    default void measured(Candidate candidate) {}

    /**
     * A student was trained; told after {@link #measured}.
     *
     * @throws IOException where it can't be kept, which ends slimming
     */
    default void trained(Candidate candidate, TaggerModel student) throws IOException {}

    /** A student was trained with other seeds too. */
    default void confirmed(Confirmation confirmation) {}

    /** A student's training begins; gives who is told of it. */
    default TrainListener training(String student) {
        return TrainListener.NONE;
    }

    /** Something to know, in a sentence. */
    default void note(String text) {}

    /** Asked before each student: true ends slimming with the best so far. A training asks its own listener. */
    default boolean stop() {
        return false;
    }
}
