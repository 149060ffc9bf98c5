package dev.fastener.app.slim;

import dev.fastener.model.Provenance;
import dev.fastener.model.TaggerModel;
import java.nio.file.Path;
import java.util.Map;

/** What a small model says of its teacher. */
final class Origin {
    private Origin() {}

    /** {@code small} with the name of its teacher, and with the licence of that where it has none itself. */
    static TaggerModel of(TaggerModel small, TaggerModel teacher, Path teacherFile) {
        Provenance own =
                small.provenance().withSettings(Map.of("slim.teacher", String.valueOf(teacherFile.getFileName())));
        return small.withProvenance(
                own.licence().isEmpty() ? own.withLicence(teacher.provenance().licence()) : own);
    }
}
