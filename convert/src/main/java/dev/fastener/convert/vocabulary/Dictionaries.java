package dev.fastener.convert.vocabulary;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All the dictionaries in the values of a file: maps of a text to its id and back, lists of texts, lists of such pairs. */
final class Dictionaries {
    private static final int DEEPEST = 8;

    private Dictionaries() {}

    private record Place(String name, Object value, int depth) {}

    /** Each container is looked at once, however often the file refers to it. */
    static List<Dictionary> in(@Nullable Object root) {
        List<Dictionary> found = new ArrayList<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Place> places = new ArrayDeque<>();
        if (root != null) {
            places.add(new Place("", root, 0));
        }
        while (!places.isEmpty()) {
            Place place = places.remove();
            Object value = place.value();
            if (place.depth() > DEEPEST || !(value instanceof Map || value instanceof Collection) || !seen.add(value)) {
                continue;
            }
            Optional<Dictionary> dictionary = value instanceof Map<?, ?> map
                    ? of(place.name(), map)
                    : value instanceof List<?> list ? of(place.name(), list) : Optional.empty();
            dictionary.ifPresent(found::add);
            if (dictionary.isEmpty()) {
                addParts(place, places);
            }
        }
        return found;
    }

    private static void addParts(Place place, Deque<Place> places) {
        if (place.value() instanceof Map<?, ?> map) {
            String prefix = place.name().isEmpty() ? "" : place.name() + ".";
            map.forEach((key, value) -> {
                if (value instanceof Map || value instanceof Collection) {
                    places.add(new Place(prefix + shortened(key), value, place.depth() + 1));
                }
            });
        } else if (place.value() instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                Object value = list.get(i);
                if (value instanceof Map || value instanceof Collection) {
                    places.add(new Place(place.name() + "[" + i + "]", value, place.depth() + 1));
                }
            }
        }
    }

    private static String shortened(Object key) {
        String text = String.valueOf(key);
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static Optional<Dictionary> of(String name, Map<?, ?> map) {
        List<String> texts = new ArrayList<>(map.size());
        long[] ids = new long[map.size()];
        boolean textToId = true;
        for (Object value : map.values()) {
            textToId &= value instanceof Long;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object text = textToId ? entry.getKey() : entry.getValue();
            long id = id(textToId ? entry.getValue() : entry.getKey());
            if (id < 0 || !isText(text)) {
                return Optional.empty();
            }
            ids[texts.size()] = id;
            texts.add(String.valueOf(text));
        }
        return texts.isEmpty() ? Optional.empty() : Optional.of(new Dictionary(name, texts, ids, true));
    }

    private static Optional<Dictionary> of(String name, List<?> list) {
        if (list.isEmpty()) {
            return Optional.empty();
        }
        if (list.get(0) instanceof List<?>) {
            return ofPairs(name, list);
        }
        List<String> texts = new ArrayList<>(list.size());
        boolean anyText = false;
        for (Object item : list) {
            if (!isText(item)) {
                return Optional.empty();
            }
            anyText |= item instanceof String;
            texts.add(String.valueOf(item));
        }
        return anyText ? Optional.of(Dictionary.inOrder(name, texts)) : Optional.empty();
    }

    /** [["的", 1], ["一", 2], ...], as {@code list(word2id.items())} or {@code enumerate} gives them. */
    private static Optional<Dictionary> ofPairs(String name, List<?> list) {
        List<String> texts = new ArrayList<>(list.size());
        long[] ids = new long[list.size()];
        for (Object item : list) {
            if (!(item instanceof List<?> pair) || pair.size() != 2) {
                return Optional.empty();
            }
            boolean textFirst = pair.get(1) instanceof Long;
            Object text = pair.get(textFirst ? 0 : 1);
            Object id = pair.get(textFirst ? 1 : 0);
            if (!(text instanceof String string) || !(id instanceof Long number) || number < 0) {
                return Optional.empty();
            }
            ids[texts.size()] = number;
            texts.add(string);
        }
        return Optional.of(new Dictionary(name, texts, ids, true));
    }

    private static boolean isText(@Nullable Object value) {
        return value instanceof String || value instanceof Long;
    }

    /** JSON has strings as keys; -1 where it is none. */
    private static long id(@Nullable Object value) {
        if (value instanceof Long id) {
            return id;
        }
        return value instanceof String digits && digits.matches("\\d{1,9}") ? Long.parseLong(digits) : -1;
    }
}
