package dev.fastener.app.accelerate;

import java.io.IOException;
import java.time.Duration;

/**
 * One step of the way.
 *
 * @param name for the journal and the summary
 * @param share of the budget, against the shares of the other steps; 0 for one that takes as long as it takes
 * @param action what it does
 */
record Step(String name, double share, Action action) {
    interface Action {
        /**
         * Does it, again from where it was where it was broken off.
         *
         * @param time that it may take, or, where the step has no share, all that is left to the others
         * @return what came of it, in few words
         * @throws StepFailedException where nothing that follows makes sense
         */
        String run(Duration time) throws IOException;
    }
}
