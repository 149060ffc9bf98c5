package dev.fastener.scheme;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How a corpus writes its tags: the scheme and the notation.
 *
 * <p>A type may hold the separator: "B-PER-NOM" is split at the first one, "PER_NOM_B" (type first) at the last. A letter of
 * the scheme may be a small one ("b-per", "o"): whoever lower-cased the corpus lower-cased its tags. Written are capitals.
 *
 * @param separator between position and type: "-" or "_"
 * @param typeFirst true for "ORG-B", false for "B-ORG"
 */
public record TagFormat(TagScheme scheme, String separator, boolean typeFirst) {
    /** The usual notation: "B-ORG". */
    public static TagFormat of(TagScheme scheme) {
        return new TagFormat(scheme, "-", false);
    }

    public TagFormat {
        if (separator.length() != 1) {
            throw new IllegalArgumentException("tag separator: expected one character, found \"" + separator + "\"");
        }
    }

    /**
     * The meaning of {@code label}. "O" is outside; a letter alone ("B") is a tag without a type.
     *
     * @throws IllegalArgumentException where the label is not of this format
     */
    public Tag parse(String label) {
        return find(label).orElseThrow(() -> notOfThisFormat(label));
    }

    /** Whether {@code label} is of this format. */
    public boolean reads(String label) {
        return find(label).isPresent();
    }

    private Optional<Tag> find(String label) {
        int last = label.length() - 1;
        boolean bare = last == 0;
        boolean separated = last >= 2 && label.charAt(typeFirst ? last - 1 : 1) == separator.charAt(0);
        if (!bare && !separated) {
            return Optional.empty();
        }
        String type = bare ? "" : typeFirst ? label.substring(0, last - 1) : label.substring(2);
        return scheme.position(TagScheme.capital(label.charAt(typeFirst ? last : 0)))
                .filter(position -> bare || position != Position.OUTSIDE)
                .map(position -> new Tag(position, type));
    }

    private IllegalArgumentException notOfThisFormat(String label) {
        return new IllegalArgumentException("tag \"" + label + "\": expected " + this + " with the letters "
                + scheme.lettersInWords() + ", like \"" + label(new Tag(Position.INSIDE, "ORG")) + "\"");
    }

    /**
     * The label of {@code tag}, the inverse of {@link #parse}.
     *
     * @throws IllegalArgumentException where the scheme has no such position
     */
    public String label(Tag tag) {
        if (!scheme.has(tag.position())) {
            throw new IllegalArgumentException(scheme + " has no tag for " + tag.position());
        }
        char letter = scheme.letter(tag.position());
        if (tag.type().isEmpty()) {
            return String.valueOf(letter);
        }
        return typeFirst ? tag.type() + separator + letter : letter + separator + tag.type();
    }

    /** All labels that entities of {@code types} can have, "O" first, then by type in the given order. */
    public List<String> labelsOf(Collection<String> types) {
        List<String> labels = new ArrayList<>();
        labels.add(label(Tag.OUTSIDE));
        for (String type : types) {
            for (Position position : Position.values()) {
                if (position != Position.OUTSIDE && scheme.has(position)) {
                    labels.add(label(new Tag(position, type)));
                }
            }
        }
        return labels;
    }

    /**
     * The labels of a sentence; always a legal sequence.
     *
     * @param tokens number of tokens
     * @param spans in ascending order, not overlapping
     * @throws IllegalArgumentException where the spans overlap, are out of order or reach beyond the sentence
     */
    public List<String> labels(int tokens, List<EntitySpan> spans) {
        List<String> labels = new ArrayList<>(Collections.nCopies(tokens, label(Tag.OUTSIDE)));
        for (int s = 0; s < spans.size(); s++) {
            EntitySpan span = spans.get(s);
            boolean touchesBefore = s > 0 && touch(spans.get(s - 1), span);
            boolean touchesAfter = s + 1 < spans.size() && touch(span, spans.get(s + 1));
            if (span.end() > tokens || (s > 0 && span.start() < spans.get(s - 1).end())) {
                throw new IllegalArgumentException("entity spans: expected ascending ones within " + tokens
                        + " tokens, found " + span + (s > 0 ? " after " + spans.get(s - 1) : ""));
            }
            int length = span.end() - span.start();
            for (int i = 0; i < length; i++) {
                Position position = scheme.position(i, length, touchesBefore, touchesAfter);
                labels.set(span.start() + i, label(new Tag(position, span.type())));
            }
        }
        return labels;
    }

    private static boolean touch(EntitySpan left, EntitySpan right) {
        return left.end() == right.start() && left.type().equals(right.type());
    }

    /**
     * The entities of a sentence, by the rule that {@link SpanReader} states.
     *
     * @param listener is told of each illegal place
     * @throws IllegalArgumentException where a label is not of this format
     */
    public List<EntitySpan> spans(List<String> labels, IllegalTagListener listener) {
        List<String> distinct = labels.stream().distinct().toList();
        int[] path = labels.stream().mapToInt(distinct::indexOf).toArray();
        SpanReader reader = SpanReader.of(distinct, this);
        reader.findIllegal(path, 0, path.length, listener);
        return reader.read(path, 0, path.length);
    }

    @Override
    public String toString() {
        return scheme + (typeFirst ? " (type" + separator + "letter)" : " (letter" + separator + "type)");
    }
}
