package dev.fastener.convert.vocabulary;

import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The pad and the unknown among the entries of a vocabulary, by the names that people give them. */
final class SpecialEntries {
    private static final Pattern PAD = Pattern.compile("(?i)[<\\[_]+(pad|padding|blank|mask_zero)[>\\]_]+|PAD|PADDING");
    private static final Pattern UNKNOWN =
            Pattern.compile("(?i)[<\\[_]+(unk|unknown|unkown|oov|unk_token)[>\\]_]+|UNK|OOV|UNKNOWN");

    private SpecialEntries() {}

    static FoundVocabulary vocabulary(List<String> entries, List<Fact> facts) {
        List<String> texts = new ArrayList<>(entries);
        List<Fact> all = new ArrayList<>(facts);
        Integer pad = take(texts, PAD, "pad", all);
        if (pad == null && texts.get(0).isEmpty()) {
            pad = 0;
            all.add(Fact.assumed("pad", "id 0, which no text has", "--pad-id, --recorded"));
        }
        Integer unknown = take(texts, UNKNOWN, "unknown", all);
        return new FoundVocabulary(texts, pad, unknown, unknown == null ? "" : entries.get(unknown), null, all);
    }

    /** The id of the only entry that matches, which stops being a text; null where none or several do. */
    private static @Nullable Integer take(List<String> texts, Pattern pattern, String what, List<Fact> facts) {
        Integer found = null;
        for (int id = 0; id < texts.size(); id++) {
            if (pattern.matcher(texts.get(id)).matches()) {
                if (found != null) {
                    return null;
                }
                found = id;
            }
        }
        if (found != null) {
            facts.add(new Fact(what, "id " + found + ", \"" + texts.get(found) + "\"", Origin.READ));
            texts.set(found, "");
        }
        return found;
    }
}
