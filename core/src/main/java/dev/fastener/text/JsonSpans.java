package dev.fastener.text;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one span out of the many ways that JSON files have for it. */
final class JsonSpans {
    private static final List<String> START_KEYS = List.of(
            "start",
            "start_offset",
            "startOffset",
            "start_idx",
            "begin",
            "from",
            "start_pos",
            "startPos",
            "start_index",
            "startIndex",
            "start_char",
            "offset");
    private static final List<String> END_KEYS = List.of(
            "end",
            "end_offset",
            "endOffset",
            "end_idx",
            "stop",
            "to",
            "end_pos",
            "endPos",
            "end_index",
            "endIndex",
            "end_char");
    /** Their value holds start and end: [0, 4], or an object with them. */
    private static final List<String> PLACE_KEYS = List.of(
            "span", "offset", "offsets", "pos", "position", "idx", "range", "indices", "loc", "location", "points");

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
        String typeKey = firstKey(object, TYPE_KEYS);
        return typeKey != null && readOfTypes(object, typeKey, target);
    }

    /** The same for a span whose type stands elsewhere: a place, or an object that holds one. */
    static boolean read(Object value, String type, Consumer<CharSpan> target) {
        long[] place = place(value);
        if (place == null) {
            return false;
        }
        target.accept(new CharSpan(
                place[0], place[1], type, value instanceof Map<?, ?> object ? surface(object, "") : null));
        return true;
    }

    private static boolean readOfTypes(Map<?, ?> object, String typeKey, Consumer<CharSpan> target) {
        long[] place = place(object);
        if (place == null) {
            return false;
        }
        long from = place[0];
        long to = place[1];
        String surface = surface(object, typeKey);
        if (object.get(typeKey) instanceof List<?> labels) {
            labels.forEach(label -> target.accept(new CharSpan(from, to, String.valueOf(label), surface)));
        } else {
            target.accept(new CharSpan(from, to, String.valueOf(object.get(typeKey)), surface));
        }
        return true;
    }

    /** Start and end that {@code value} holds; null where it holds none. */
    private static long @Nullable [] place(@Nullable Object value) {
        if (value instanceof List<?> list && list.size() == 1) {
            return place(list.get(0));
        }
        if (value instanceof List<?> pair) {
            return pair.size() == 2 ? pair(number(pair.get(0)), number(pair.get(1))) : null;
        }
        if (!(value instanceof Map<?, ?> object)) {
            return null;
        }
        Long start = firstNumber(object, START_KEYS);
        Long end = firstNumber(object, END_KEYS);
        Long length = firstNumber(object, List.of("length"));
        if (start != null && end == null && length != null) {
            end = start + length;
        }
        if (start != null && end != null) {
            return pair(start, end);
        }
        for (String key : PLACE_KEYS) {
            Object inner = object.get(key);
            if (inner instanceof List<?> || inner instanceof Map<?, ?>) {
                return place(inner);
            }
        }
        return null;
    }

    private static long @Nullable [] pair(@Nullable Long start, @Nullable Long end) {
        return start == null || end == null ? null : new long[] {start, end};
    }

    private static @Nullable Long firstNumber(Map<?, ?> object, List<String> keys) {
        for (String key : keys) {
            Long number = number(object.get(key));
            if (number != null) {
                return number;
            }
        }
        return null;
    }

    /** A whole number, also one that is written as a text. */
    private static @Nullable Long number(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        return value instanceof String text && text.matches("[0-9]{1,9}") ? Long.valueOf(text) : null;
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
        return object.get("points") instanceof List<?> points
                        && points.size() == 1
                        && points.get(0) instanceof Map<?, ?> point
                ? surface(point, "")
                : null;
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
}
