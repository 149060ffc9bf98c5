package dev.fastener.text;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one span out of the many ways that JSON files have for it. */
final class JsonSpans {
    private static final List<String> START_KEYS =
            List.of("start", "start_offset", "startOffset", "start_idx", "begin", "from", "start_pos");
    private static final List<String> END_KEYS =
            List.of("end", "end_offset", "endOffset", "end_idx", "stop", "to", "end_pos");
    private static final List<String> TYPE_KEYS = List.of(
            "label",
            "labels",
            "type",
            "entity_type",
            "entity_group",
            "label_type",
            "tag",
            "category",
            "class",
            "ner",
            "entity",
            "name");
    private static final List<String> SURFACE_KEYS =
            List.of("text", "surface", "word", "mention", "value", "entity", "span", "name");

    private JsonSpans() {}

    /** Gives {@code target} the spans that {@code value} stands for, one for each of its labels; false where it is none. */
    static boolean read(Object value, Consumer<CharSpan> target) {
        if (value instanceof List<?> list) {
            return readList(list, target);
        }
        if (!(value instanceof Map<?, ?> object)) {
            return false;
        }
        Object start = first(object, START_KEYS, Long.class);
        Object end = first(object, END_KEYS, Long.class);
        String typeKey = firstKey(object, TYPE_KEYS);
        if (!(start instanceof Long from) || !(end instanceof Long to) || typeKey == null) {
            return false;
        }
        String surface = surface(object, typeKey);
        if (object.get(typeKey) instanceof List<?> labels) {
            labels.forEach(label -> target.accept(new CharSpan(from, to, String.valueOf(label), surface)));
        } else {
            target.accept(new CharSpan(from, to, String.valueOf(object.get(typeKey)), surface));
        }
        return true;
    }

    /** [start, end, type] or [type, start, end], with the surface behind or not. */
    private static boolean readList(List<?> list, Consumer<CharSpan> target) {
        List<Long> numbers = list.stream()
                .filter(Long.class::isInstance)
                .map(Long.class::cast)
                .toList();
        List<String> strings = list.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
        if (numbers.size() != 2 || strings.isEmpty() || strings.size() > 2 || list.size() != 2 + strings.size()) {
            return false;
        }
        String surface = strings.size() == 2 ? strings.get(1) : null;
        target.accept(new CharSpan(numbers.get(0), numbers.get(1), strings.get(0), surface));
        return true;
    }

    private static @Nullable String surface(Map<?, ?> object, String typeKey) {
        for (String key : SURFACE_KEYS) {
            if (!key.equals(typeKey) && object.get(key) instanceof String surface) {
                return surface;
            }
        }
        return null;
    }

    private static @Nullable String firstKey(Map<?, ?> object, List<String> keys) {
        for (String key : keys) {
            Object value = object.get(key);
            if (value instanceof String || value instanceof Long || (value instanceof List<?> l && !l.isEmpty())) {
                return key;
            }
        }
        return null;
    }

    private static @Nullable Object first(Map<?, ?> object, List<String> keys, Class<?> wanted) {
        for (String key : keys) {
            Object value = object.get(key);
            if (wanted.isInstance(value)) {
                return value;
            }
        }
        return null;
    }
}
