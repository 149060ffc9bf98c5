package dev.fastener.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From a piece of text to an id and back; immutable. The id of an entry is its position. An empty entry is an id that no
 * text has: the pad, the unknown, a hole in the source's numbering.
 */
public final class Vocabulary {
    /** As {@link #unknownId()}: what is not in the vocabulary is no step at all, as a Keras Tokenizer without oov_token does. */
    public static final int SKIP = -1;
    /** As {@link #padId()}: there is no pad. */
    public static final int NO_PAD = -1;

    private final List<String> entries;
    private final int padId;
    private final int unknownId;
    private final Map<String, Integer> ids;

    /**
     * @param entries text of each id, empty where an id has none
     * @param padId id that fills a batch up, or {@link #NO_PAD}
     * @param unknownId id of all other text, or {@link #SKIP}
     */
    public Vocabulary(List<String> entries, int padId, int unknownId) {
        this.entries = List.copyOf(entries);
        this.padId = padId;
        this.unknownId = unknownId;
        requireId("pad id", padId);
        requireId("unknown id", unknownId);
        this.ids = new HashMap<>(2 * entries.size());
        for (int id = 0; id < entries.size(); id++) {
            String entry = entries.get(id);
            if (!entry.isEmpty() && ids.putIfAbsent(entry, id) != null) {
                throw new IllegalArgumentException(
                        "vocabulary: \"" + entry + "\" has two ids, " + ids.get(entry) + " and " + id);
            }
        }
    }

    private void requireId(String what, int id) {
        if (id < -1 || id >= entries.size()) {
            throw new IllegalArgumentException(
                    what + ": expected an id below " + entries.size() + " or -1 for none, found " + id);
        }
    }

    /** Id of {@code text}; {@link #unknownId()} where the vocabulary lacks it. */
    public int id(String text) {
        Integer id = ids.get(text);
        return id == null ? unknownId : id;
    }

    /** Whether {@code text} has an id of its own. */
    public boolean contains(String text) {
        return ids.containsKey(text);
    }

    /** Text of each id; empty where an id has none. */
    public List<String> entries() {
        return entries;
    }

    public int size() {
        return entries.size();
    }

    /** Id that fills a batch up, or {@link #NO_PAD}. */
    public int padId() {
        return padId;
    }

    /** Whether text can have the pad's id: an entry of its own, or all text that the vocabulary lacks. */
    public boolean padIsText() {
        return padId != NO_PAD && (padId == unknownId || !entries.get(padId).isEmpty());
    }

    /** Id of text that the vocabulary lacks, or {@link #SKIP}. */
    public int unknownId() {
        return unknownId;
    }
}
