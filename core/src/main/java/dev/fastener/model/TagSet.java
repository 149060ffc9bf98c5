package dev.fastener.model;

import dev.fastener.scheme.Position;
import dev.fastener.scheme.Tag;
import dev.fastener.scheme.TagFormat;
import java.util.List;

/**
 * The tags of a model; the id of a tag is its position.
 *
 * @param labels as the source writes them: "B-ORG", "B_ORG", "O"; a label that the format can't read (a source's "&lt;pad&gt;",
 *     "&lt;start&gt;", "X") is outside: a step that has it is never in an entity
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

    /**
     * What the labels mean, in their order.
     *
     * @throws IllegalArgumentException where the format can read some labels as no tag and none as an entity's: then the
     *     format is wrong
     */
    public List<Tag> meanings() {
        List<String> unreadable = unreadable();
        List<Tag> tags = labels.stream()
                .map(label -> unreadable.contains(label) ? Tag.OUTSIDE : format.parse(label))
                .toList();
        if (!unreadable.isEmpty() && tags.stream().allMatch(tag -> tag.position() == Position.OUTSIDE)) {
            throw new IllegalArgumentException(
                    "tags: expected some that " + format + " reads as parts of entities, found " + labels);
        }
        return tags;
    }

    /** The labels that the format can't read. */
    public List<String> unreadable() {
        return labels.stream().filter(label -> !format.reads(label)).toList();
    }
}
