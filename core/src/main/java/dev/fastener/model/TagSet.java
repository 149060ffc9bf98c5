package dev.fastener.model;

import dev.fastener.scheme.TagFormat;
import java.util.List;

/**
 * The tags of a model; the id of a tag is its position.
 *
 * @param labels as the source writes them: "B-ORG", "B_ORG", "O"
 * @param format the scheme and the notation that the labels follow
 */
public record TagSet(List<String> labels, TagFormat format) {
    public TagSet {
        labels = List.copyOf(labels);
        if (labels.isEmpty() || labels.stream().distinct().count() != labels.size()) {
            throw new IllegalArgumentException("tags: expected at least one and no two alike, found " + labels);
        }
    }

    public int size() {
        return labels.size();
    }
}
