package dev.fastener.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The names of tags that a file gives as numbers: given, or those that a dataset_info.json beside it holds. */
final class TagNumbers {
    static final String INFO = "dataset_info.json";

    private TagNumbers() {}

    /** By number; empty where nobody says. */
    static List<String> of(CorpusSource source, CorpusOptions options) throws IOException {
        if (!options.tagNames().isEmpty()) {
            return options.tagNames();
        }
        Path info = source.path().resolveSibling(INFO);
        if (!Files.isRegularFile(info) || Files.size(info) == 0) {
            return List.of();
        }
        try (JsonRecords records = new JsonRecords(CorpusSource.of(info, StandardCharsets.UTF_8))) {
            return records.next() instanceof Map<?, ?> object ? find(object, false) : List.of();
        }
    }

    /** The first list of "names" below a column of tags. */
    private static List<String> find(Map<?, ?> object, boolean inTags) {
        if (inTags
                && object.get("names") instanceof List<?> names
                && names.stream().allMatch(String.class::isInstance)) {
            return names.stream().map(String.class::cast).toList();
        }
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            if (entry.getValue() instanceof Map<?, ?> inner) {
                List<String> found = find(
                        inner,
                        inTags || JsonShape.TAG_KEYS.contains(entry.getKey().toString()));
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return List.of();
    }
}
