package dev.fastener.slim;

import dev.fastener.evaluation.Counts;
import dev.fastener.evaluation.F1Difference;

/**
 * A model on the way from the teacher to the smallest student.
 *
 * @param step "teacher", or the step that made it
 * @param shape in words
 * @param seed of its training; of no meaning where there was none
 * @param difference its F1 on the dev sentences against the teacher's
 * @param millis a sentence, one by one in one thread
 * @param bytes of its file
 * @param accepted whether it is within the bound
 * @param cutShort whether the time ended before its training did
 */
public record Candidate(
        String step,
        String shape,
        long seed,
        F1Difference difference,
        double millis,
        long bytes,
        boolean accepted,
        boolean cutShort) {
    /** Its entities of the dev sentences. */
    public Counts dev() {
        return difference.after();
    }
}
