package dev.fastener.scheme;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads entity spans from a path of tag ids; compiled once from a tag set. One rule for all schemes and for illegal
 * sequences too, conlleval's:
 *
 * <ol>
 *   <li>a begin or single tag starts an entity;
 *   <li>an inside or end tag continues the open entity of its type; where there is none, it starts one;
 *   <li>an entity ends with its end or single tag, and else where a tag doesn't continue it.
 * </ol>
 *
 * Thread-safe.
 */
public final class SpanReader {
    private static final int NONE = -1;

    private final List<String> labels;
    private final TagScheme scheme;
    private final Position[] positions;
    /** By tag id, the id of its type among {@link #types}; NONE for outside. */
    private final int[] typeIds;

    private final List<String> types = new ArrayList<>();
    private final Constraints constraints;

    private SpanReader(List<String> labels, TagScheme scheme, List<Tag> tags) {
        this.labels = List.copyOf(labels);
        this.scheme = scheme;
        positions = new Position[tags.size()];
        typeIds = new int[tags.size()];
        for (int i = 0; i < positions.length; i++) {
            Tag tag = tags.get(i);
            positions[i] = tag.position();
            typeIds[i] = positions[i] == Position.OUTSIDE ? NONE : typeId(tag.type());
        }
        constraints = Constraints.of(scheme, tags);
    }

    /**
     * A reader for paths over {@code labels}.
     *
     * @throws IllegalArgumentException where a label is not of {@code format}
     */
    public static SpanReader of(List<String> labels, TagFormat format) {
        return of(labels, format.scheme(), labels.stream().map(format::parse).toList());
    }

    /**
     * A reader for paths over labels whose meaning is known.
     *
     * @param tags what each of the labels means
     */
    public static SpanReader of(List<String> labels, TagScheme scheme, List<Tag> tags) {
        return new SpanReader(labels, scheme, tags);
    }

    private int typeId(String type) {
        int id = types.indexOf(type);
        if (id < 0) {
            id = types.size();
            types.add(type);
        }
        return id;
    }

    /** The entities of {@code path[offset .. offset + length)}, ascending; their offsets count from {@code offset}. */
    public List<EntitySpan> read(int[] path, int offset, int length) {
        List<EntitySpan> spans = new ArrayList<>();
        int start = NONE;
        int type = NONE;
        for (int i = 0; i < length; i++) {
            int tag = path[offset + i];
            Position position = positions[tag];
            boolean continues =
                    start != NONE && typeIds[tag] == type && (position == Position.INSIDE || position == Position.END);
            if (!continues) {
                if (start != NONE) {
                    spans.add(new EntitySpan(start, i, types.get(type)));
                }
                start = position == Position.OUTSIDE ? NONE : i;
                type = typeIds[tag];
            }
            if (start != NONE && (position == Position.END || position == Position.SINGLE)) {
                spans.add(new EntitySpan(start, i + 1, types.get(type)));
                start = NONE;
            }
        }
        if (start != NONE) {
            spans.add(new EntitySpan(start, length, types.get(type)));
        }
        return spans;
    }

    /** Tells {@code listener} of each place of {@code path[offset .. offset + length)} that the scheme forbids. */
    public void findIllegal(int[] path, int offset, int length, IllegalTagListener listener) {
        if (length == 0) {
            return;
        }
        int before = path[offset];
        if (!constraints.mayStart(before)) {
            listener.illegal(0, "", labels.get(before), kind(positions[before]));
        }
        for (int i = 1; i < length; i++) {
            int tag = path[offset + i];
            if (!constraints.mayFollow(before, tag)) {
                listener.illegal(i, labels.get(before), labels.get(tag), kind(positions[tag]));
            }
            before = tag;
        }
        if (!constraints.mayEnd(before)) {
            listener.illegal(length, labels.get(before), "", kind(Position.OUTSIDE));
        }
    }

    private IllegalTagListener.Kind kind(Position found) {
        return switch (scheme) {
            case IOB1, IOE1 -> IllegalTagListener.Kind.NOTHING_TO_SEPARATE;
            case IOE2 -> IllegalTagListener.Kind.NOT_CLOSED;
            default ->
                found == Position.INSIDE || found == Position.END
                        ? IllegalTagListener.Kind.NOTHING_TO_CONTINUE
                        : IllegalTagListener.Kind.NOT_CLOSED;
        };
    }
}
