package dev.fastener.app.quantize;

import dev.fastener.evaluation.F1Difference;
import dev.fastener.model.TaggerModel;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table.
 *
 * @param precision "fp32", "int8"
 * @param fallback parts that are wider, as "body.1 in INT16"; empty where none are
 * @param sizeBytes of its file
 * @param equalTags share of the tokens whose tag is that of fp32
 * @param difference to fp32 on dev; null where there is no dev corpus
 * @param kept whether it keeps the bound; true where there is none
 * @param reason why it can't run; empty where it can
 */
record Candidate(
        String precision,
        String fallback,
        TaggerModel model,
        Runner runner,
        long sizeBytes,
        double equalTags,
        @Nullable F1Difference difference,
        boolean kept,
        String reason) {
    boolean runs() {
        return reason.isEmpty();
    }
}
