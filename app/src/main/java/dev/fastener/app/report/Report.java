package dev.fastener.app.report;

import dev.fastener.app.ladder.Ladder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one page tells; each part is optional.
 *
 * @param ladder every step from the first model to the fastest
 * @param study of "fastener tune"
 * @param slim what "fastener slim" tried
 * @param quantize what "fastener quantize" tried
 * @param certificates of converted models
 * @param machine what the figures were measured on and with, by name, in the order of reading; "command" is the exact command
 */
public record Report(
        @Nullable Ladder ladder,
        @Nullable StudyFigures study,
        @Nullable SlimSteps slim,
        @Nullable Precisions quantize,
        List<CertificateSummary> certificates,
        Map<String, String> machine) {
    public Report {
        certificates = List.copyOf(certificates);
        machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
    }

    /** A ladder and nothing beside it. */
    public static Report of(Ladder ladder) {
        return new Report(ladder, null, null, null, List.of(), ladder.machine());
    }

    /** A study and nothing beside it. */
    public static Report of(StudyFigures study) {
        return new Report(null, study, null, null, List.of(), study.machine());
    }
}
