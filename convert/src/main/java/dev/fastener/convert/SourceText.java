package dev.fastener.convert;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a layer inside a source's model makes ids of text: Keras' TextVectorization or StringLookup. A row's pads are id 0 and stand
 * on the right, and what is longer than {@link #length} is cut there.
 *
 * @param layer its name
 * @param kind which of the two it is
 * @param entries by id; those of the mask and of unknown entries are empty
 * @param unknownId of an entry that isn't among them; -1 where such an entry is an error in the source
 * @param maskToken the entry that gives id 0, which a text can't reach where it is empty; null where no id is a mask's
 * @param standardize what becomes of a text before it is cut
 * @param split how it is cut
 * @param length steps of each row (output_sequence_length); 0 where it is that of the longest text
 * @param encoding of the entries, as the layer names it: "utf-8"
 */
public record SourceText(
        String layer,
        Kind kind,
        List<String> entries,
        int unknownId,
        @Nullable String maskToken,
        Standardize standardize,
        Split split,
        int length,
        String encoding) {

    /** The layers that make ids of text. */
    public enum Kind {
        /** TextVectorization: it gets whole texts. */
        TEXT_VECTORIZATION,
        /** StringLookup: it gets entries, cut by code that isn't in the file. */
        STRING_LOOKUP
    }

    /** What TextVectorization does to a text first. */
    public enum Standardize {
        /** Nothing is done. */
        NONE,
        /** The letters A to Z become a to z; all other letters stay as they are. */
        LOWER,
        /** The characters !"#$%&()*+,-./:;<=>?@[\]^_`{|}~' are left out; no others. */
        STRIP_PUNCTUATION,
        /** Both are done. */
        LOWER_AND_STRIP_PUNCTUATION;

        /** Whether A to Z become a to z. */
        public boolean lowers() {
            return this == LOWER || this == LOWER_AND_STRIP_PUNCTUATION;
        }

        /** Whether ASCII punctuation is left out. */
        public boolean strips() {
            return this == STRIP_PUNCTUATION || this == LOWER_AND_STRIP_PUNCTUATION;
        }
    }

    /** How a text is cut into steps. */
    public enum Split {
        /** It isn't: the layer gets one entry for each step. */
        NONE,
        /** At runs of ASCII white space: space, tab, line feed, vertical tab, form feed, carriage return. */
        WHITESPACE,
        /** Each code point is a step, white space and combining marks too. */
        CHARACTER
    }

    public SourceText {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new ConversionException("layer " + layer + ": expected a vocabulary, found an empty one");
        }
        if (unknownId < -1 || unknownId >= entries.size()) {
            throw new ConversionException("layer " + layer + ": expected the id of unknown entries below "
                    + entries.size() + ", found " + unknownId);
        }
        if (length < 0) {
            throw new ConversionException(
                    "layer " + layer + ": expected an output_sequence_length of at least 0, found " + length);
        }
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < entries.size(); id++) {
            boolean special = id == unknownId || maskToken != null && id == 0;
            Integer other = special ? null : ids.put(entries.get(id), id);
            if (other != null) {
                throw new ConversionException("layer " + layer + ": expected each entry once, found \""
                        + entries.get(id) + "\" as ids " + other + " and " + id);
            }
        }
    }
}
