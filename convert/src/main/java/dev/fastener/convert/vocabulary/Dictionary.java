package dev.fastener.convert.vocabulary;

import dev.fastener.convert.ConversionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Texts and their ids in a file, as they stand: nothing is as large as the largest id yet.
 *
 * @param name where it stands: "word2id", "[1]"; empty where the whole file is one
 * @param texts in the file's order
 * @param ids of the texts, at least 0
 * @param numbered whether the file says the ids; else they are places
 */
record Dictionary(String name, List<String> texts, long[] ids, boolean numbered) {
    static Dictionary inOrder(String name, List<String> texts) {
        long[] ids = new long[texts.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i;
        }
        return new Dictionary(name, texts, ids, false);
    }

    /** The largest id and one. */
    long size() {
        long largest = -1;
        for (long id : ids) {
            largest = Math.max(largest, Math.min(id, Long.MAX_VALUE - 1));
        }
        return largest + 1;
    }

    boolean hasDistinctIds() {
        return Arrays.stream(ids).distinct().count() == ids.length;
    }

    /** "word2id: 4,321". */
    String described() {
        return (name.isEmpty() ? "" : name + ": ") + String.format(Locale.ROOT, "%,d", size());
    }

    /**
     * The texts by id, empty where an id has none.
     *
     * @param size at least {@link #size}
     * @throws ConversionException where two texts have one id
     */
    List<String> byId(String file, int size) {
        List<String> byId = new ArrayList<>(Collections.nCopies(size, ""));
        for (int i = 0; i < ids.length; i++) {
            String other = byId.set((int) ids[i], texts.get(i));
            if (!other.isEmpty()) {
                throw new ConversionException(file + (name.isEmpty() ? "" : ", " + name) + ": expected one text for id "
                        + ids[i] + ", found \"" + other + "\" and \"" + texts.get(i) + "\"");
            }
        }
        return byId;
    }
}
