package dev.fastener.convert.vocabulary;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Cut;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code Tokenizer.to_json()} of Keras: JSON whose dictionaries are JSON in strings. Ids start at 1, 0 is for padding. With
 * num_words only ids below it are given out. Words that it lacks, or whose ids are too high, become oov_token, and without
 * one they are left out.
 */
final class KerasTokenizer {
    /** Keras' default. */
    private static final String FILTERS = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

    private final String file;
    private final Map<?, ?> config;

    private KerasTokenizer(String file, Map<?, ?> config) {
        this.file = file;
        this.config = config;
    }

    /** Null where {@code root} is something else. */
    static @Nullable KerasTokenizer of(String file, @Nullable Object root) {
        boolean isOne = root instanceof Map<?, ?> map
                && "Tokenizer".equals(map.get("class_name"))
                && map.get("config") instanceof Map<?, ?> config
                && config.containsKey("word_index");
        return isOne && root instanceof Map<?, ?> map && map.get("config") instanceof Map<?, ?> config
                ? new KerasTokenizer(file, config)
                : null;
    }

    /** The words that have an id below num_words. */
    Dictionary dictionary() {
        Object index = config.get("word_index");
        Object words = index instanceof String json ? JsonTree.read(file + ", word_index", json) : index;
        List<Dictionary> found = Dictionaries.in(words);
        if (found.size() != 1) {
            throw new ConversionException(file + ", word_index: expected words and their ids, found something else");
        }
        Dictionary all = found.get(0);
        long limit = config.get("num_words") instanceof Long most ? most : Long.MAX_VALUE;
        List<String> texts = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < all.texts().size(); i++) {
            if (all.ids()[i] < limit) {
                texts.add(all.texts().get(i));
                ids.add(all.ids()[i]);
            }
        }
        return new Dictionary(
                "word_index", texts, ids.stream().mapToLong(Long::longValue).toArray(), true);
    }

    FoundVocabulary vocabulary(List<String> entries, List<Fact> facts) {
        List<String> texts = new ArrayList<>(entries);
        List<Fact> all = new ArrayList<>(facts);
        int unknown = Vocabulary.SKIP;
        String unknownText = "";
        if (config.get("oov_token") instanceof String token) {
            unknown = texts.indexOf(token);
            if (unknown < 0) {
                throw new ConversionException(
                        file + ", oov_token: expected a word of word_index, found \"" + token + "\"");
            }
            texts.set(unknown, "");
            unknownText = token;
            all.add(fact("unknown", "id " + unknown + ", the oov_token \"" + token + "\""));
        } else {
            all.add(fact("unknown", "left out: the Tokenizer has no oov_token"));
        }
        all.add(fact("pad", "id 0, which a Tokenizer gives no word"));
        boolean lower = !Boolean.FALSE.equals(config.get("lower"));
        boolean characters = Boolean.TRUE.equals(config.get("char_level"));
        Cut cut = Cut.ofTokenizer(lower, text("filters", FILTERS), text("split", " "), characters);
        return new FoundVocabulary(texts, 0, unknown, unknownText, cut, all);
    }

    private String text(String key, String missing) {
        return config.get(key) instanceof String text ? text : config.containsKey(key) ? "" : missing;
    }

    private static Fact fact(String name, String value) {
        return new Fact(name, value, Origin.READ);
    }
}
