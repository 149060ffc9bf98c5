package dev.fastener.scheme;

import java.util.List;

/** Which tag sequences a scheme allows, as flat tables over tag ids. Immutable; thread-safe. */
public final class Constraints {
    private final int size;
    private final boolean[] mayStart;
    private final boolean[] mayEnd;
    /** [from * size + to]. */
    private final boolean[] mayFollow;

    private Constraints(TagScheme scheme, List<Tag> tags) {
        size = tags.size();
        mayStart = new boolean[size];
        mayEnd = new boolean[size];
        mayFollow = new boolean[size * size];
        for (int from = 0; from < size; from++) {
            mayStart[from] = scheme.mayStart(tags.get(from));
            mayEnd[from] = scheme.mayEnd(tags.get(from));
            for (int to = 0; to < size; to++) {
                mayFollow[from * size + to] = scheme.mayFollow(tags.get(from), tags.get(to));
            }
        }
    }

    /**
     * The constraints among {@code labels}; a tag's id is its position.
     *
     * @throws IllegalArgumentException where a label is not of {@code format}
     */
    public static Constraints of(List<String> labels, TagFormat format) {
        return of(format.scheme(), labels.stream().map(format::parse).toList());
    }

    /** The constraints among {@code tags}; a tag's id is its position. */
    public static Constraints of(TagScheme scheme, List<Tag> tags) {
        return new Constraints(scheme, tags);
    }

    /** Number of tags. */
    public int size() {
        return size;
    }

    public boolean mayStart(int tag) {
        return mayStart[tag];
    }

    public boolean mayEnd(int tag) {
        return mayEnd[tag];
    }

    public boolean mayFollow(int from, int to) {
        return mayFollow[from * size + to];
    }

    /** A copy, [tags]. */
    public boolean[] starts() {
        return mayStart.clone();
    }

    /** A copy, [tags]. */
    public boolean[] ends() {
        return mayEnd.clone();
    }

    /** A copy, [from * tags + to]. */
    public boolean[] transitions() {
        return mayFollow.clone();
    }
}
