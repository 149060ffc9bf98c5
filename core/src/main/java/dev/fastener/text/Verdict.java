package dev.fastener.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody decided about a record or one annotation in it, as the tools write it: Prodigy's {@code answer}, Label
 * Studio's {@code was_cancelled}, Argilla's {@code status}, LightTag's {@code correct}.
 */
final class Verdict {
    private static final List<String> FLAGS = List.of(
            "was_cancelled", "cancelled", "skipped", "Skipped", "rejected", "is_rejected", "discarded", "deleted");
    private static final List<String> AGAINST =
            List.of("reject", "rejected", "ignore", "ignored", "skip", "skipped", "discarded", "cancelled", "deleted");

    private Verdict() {}

    /** What speaks against {@code object}, as it stands there; null where nothing does. */
    static @Nullable String against(Map<?, ?> object) {
        for (String key : FLAGS) {
            if (Boolean.TRUE.equals(object.get(key))) {
                return key + "=true";
            }
        }
        for (String key : List.of("answer", "status")) {
            if (object.get(key) instanceof String said && AGAINST.contains(said.toLowerCase(Locale.ROOT))) {
                return key + "=" + said;
            }
        }
        if (Boolean.FALSE.equals(object.get("correct"))) {
            return "correct=false";
        }
        if ("accept".equals(object.get("answer")) && "ner".equals(object.get("_view_id"))) {
            return "_view_id=ner: one suggestion was accepted, nobody looked at the rest of the text";
        }
        return null;
    }
}
