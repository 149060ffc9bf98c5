package dev.fastener.slim;

import dev.fastener.evaluation.MeanF1Difference;
import java.util.List;

/**
 * A student that was within the bound, trained again with other seeds.
 *
 * @param students the first one, then one for each further seed
 * @param difference their mean against the teacher
 * @param accepted whether that is within the bound
 */
public record Confirmation(List<Candidate> students, MeanF1Difference difference, boolean accepted) {
    public Confirmation {
        students = List.copyOf(students);
    }
}
