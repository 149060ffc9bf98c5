package dev.fastener.text;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of the JSON formats a record is, and where in it the text and the labels are. */
record JsonShape(CorpusFormat format, Object text, Object labels) {
    private static final List<String> TEXT_KEYS =
            List.of("text", "sentence", "content", "context", "raw", "document", "data");
    private static final List<String> SPAN_KEYS =
            List.of("label", "labels", "entities", "annotations", "spans", "ner", "annotation", "mentions");
    private static final List<String> TOKEN_KEYS = List.of("tokens", "words");
    private static final List<String> TAG_KEYS = List.of("tags", "ner_tags", "labels", "ner", "label");

    /** No labels in the record: nobody labelled it. */
    static final Object UNLABELLED = List.of();

    /** The shape of {@code record}; null where it is none of ours. */
    static @Nullable JsonShape of(Object record) {
        if (record instanceof List<?> tuple) {
            return tuple.size() == 2 && tuple.get(0) instanceof String text
                    ? new JsonShape(CorpusFormat.SPANS, text, spansOfTuple(tuple.get(1)))
                    : null;
        }
        if (!(record instanceof Map<?, ?> object)) {
            return null;
        }
        if (object.get("data") instanceof Map<?, ?> data
                && (object.containsKey("annotations") || object.containsKey("completions"))) {
            Object annotations = first(object, List.of("annotations", "completions"), List.class);
            return new JsonShape(CorpusFormat.LABEL_STUDIO, data, annotations == null ? List.of() : annotations);
        }
        Object tokens = first(object, TOKEN_KEYS, List.class);
        Object tags = tokens == null ? null : first(object, TAG_KEYS, List.class);
        if (tokens != null && tags != null) {
            return new JsonShape(CorpusFormat.TOKENS, tokens, tags);
        }
        Object text = first(object, TEXT_KEYS, String.class);
        return text == null ? null : ofText(object, text);
    }

    private static JsonShape ofText(Map<?, ?> object, Object text) {
        if (object.get("label") instanceof Map<?, ?> bySurface) {
            return new JsonShape(CorpusFormat.CLUENER, text, bySurface);
        }
        for (String key : SPAN_KEYS) {
            if (object.get(key) instanceof List<?> spans) {
                return new JsonShape(formatOf(key, spans), text, spans);
            }
        }
        return new JsonShape(CorpusFormat.SPANS, text, UNLABELLED);
    }

    private static CorpusFormat formatOf(String key, List<?> spans) {
        boolean doccanosKey = key.equals("label") || key.equals("labels");
        Object first = spans.isEmpty() ? List.of() : spans.get(0);
        if (first instanceof Map<?, ?> span) {
            return span.containsKey("start_offset")
                    ? CorpusFormat.DOCCANO
                    : doccanosKey && span.get("labels") instanceof List<?>
                            ? CorpusFormat.LABEL_STUDIO
                            : CorpusFormat.SPANS;
        }
        return doccanosKey ? CorpusFormat.DOCCANO : CorpusFormat.SPANS;
    }

    private static Object spansOfTuple(Object second) {
        Object spans = second instanceof Map<?, ?> object ? first(object, SPAN_KEYS, List.class) : second;
        return spans instanceof List<?> ? spans : UNLABELLED;
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

    /** Whether the record has no labels at all, not even an empty list. */
    boolean isUnlabelled() {
        return labels == UNLABELLED;
    }

    /** Whether the labels show the format: an empty list may be anybody's. */
    boolean isTelling() {
        return !(labels instanceof List<?> list && list.isEmpty());
    }
}
