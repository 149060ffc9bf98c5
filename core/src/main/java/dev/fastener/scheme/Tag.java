package dev.fastener.scheme;

/**
 * The meaning of one label.
 *
 * @param type of the entity; empty for {@link Position#OUTSIDE} and in corpora with one untyped kind of span
 */
public record Tag(Position position, String type) {
    public static final Tag OUTSIDE = new Tag(Position.OUTSIDE, "");

    public Tag {
        if (position == Position.OUTSIDE && !type.isEmpty()) {
            throw new IllegalArgumentException("tag: expected no type outside of entities, found \"" + type + "\"");
        }
    }
}
