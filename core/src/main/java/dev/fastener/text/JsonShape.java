package dev.fastener.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the JSON formats a record is, and where in it the text and the labels are.
 *
 * @param foreignKey where the record has no labels: the key of a list of objects or lists that might be some; else null
 */
record JsonShape(
        CorpusFormat format,
        Object text,
        Object labels,
        @Nullable String foreignKey) {
    private static final List<String> TEXT_KEYS =
            List.of("text", "sentence", "content", "context", "raw", "document", "data", "originalText");
    private static final List<String> SPAN_KEYS =
            List.of("label", "labels", "entities", "annotations", "spans", "ner", "annotation", "mentions");
    private static final List<String> TOKEN_KEYS = List.of("tokens", "words", "text", "sentence");
    static final List<String> TAG_KEYS =
            List.of("tags", "ner_tags", "labels", "ner", "label", "ner_labels", "ner_tag", "text_label", "bio");
    /** Lists of these names are no labels of spans. */
    private static final List<String> NO_LABEL_KEYS = List.of(
            "tokens",
            "words",
            "relations",
            "relation",
            "spo_list",
            "events",
            "comments",
            "Comments",
            "options",
            "meta",
            "metadata",
            "predictions",
            "prediction");
    /** What Label Studio's minimal export writes into each record. */
    private static final List<String> MINIMAL_KEYS = List.of("annotation_id", "annotator");

    private static final List<String> MINIMAL_OWN_KEYS = List.of("created_at", "updated_at");

    /** No labels in the record: nobody labelled it. */
    static final Object UNLABELLED = List.of();

    /** The shape of {@code record}; null where it is none of ours. */
    static @Nullable JsonShape of(Object record) {
        if (record instanceof List<?> tuple) {
            return tuple.size() == 2 && tuple.get(0) instanceof String text
                    ? new JsonShape(CorpusFormat.SPANS, text, spansOfTuple(tuple.get(1)), null)
                    : null;
        }
        if (!(record instanceof Map<?, ?> object)) {
            return null;
        }
        if (object.get("data") instanceof Map<?, ?> data
                && (object.containsKey("annotations") || object.containsKey("completions"))) {
            Object annotations = first(object, List.of("annotations", "completions"), List.class);
            return new JsonShape(CorpusFormat.LABEL_STUDIO, data, annotations == null ? List.of() : annotations, null);
        }
        if (MINIMAL_KEYS.stream().allMatch(object::containsKey)) {
            Object text = minimalText(object);
            return text == null ? null : minimal(object, text);
        }
        if (object.get("row") instanceof Map<?, ?> row) {
            return of(row);
        }
        Object tokens = first(object, TOKEN_KEYS, List.class);
        Object tags = tokens == null ? null : first(object, TAG_KEYS, List.class);
        if (tokens instanceof List<?> list
                && tags != null
                && (list.isEmpty() || !list.stream().allMatch(Map.class::isInstance))) {
            return new JsonShape(CorpusFormat.TOKENS, tokens, tags, null);
        }
        Object text = first(object, TEXT_KEYS, String.class);
        return text == null ? null : ofText(object, text);
    }

    private static JsonShape ofText(Map<?, ?> object, Object text) {
        if (object.get("label") instanceof Map<?, ?> bySurface) {
            return new JsonShape(CorpusFormat.CLUENER, text, bySurface, null);
        }
        List<String> tags = tagsOf(object);
        String[] tokens = tags.isEmpty() ? new String[0] : PairParser.tokens(text.toString(), tags.size());
        if (!tags.isEmpty() && tokens.length == tags.size()) {
            return new JsonShape(CorpusFormat.TOKENS, List.of(tokens), tags, null);
        }
        for (String key : SPAN_KEYS) {
            if (object.get(key) instanceof Map<?, ?> byType && !byType.isEmpty()) {
                return new JsonShape(CorpusFormat.SPANS, text, byType, null);
            }
            if (object.get(key) instanceof List<?> spans) {
                return new JsonShape(formatOf(key, spans), text, spans, null);
            }
        }
        return new JsonShape(CorpusFormat.SPANS, text, UNLABELLED, foreignKey(object, NO_LABEL_KEYS));
    }

    /** A tag for each character or word of the text: a list of names, or one text of them; empty where there is none. */
    private static List<String> tagsOf(Map<?, ?> object) {
        for (String key : TAG_KEYS) {
            List<String> tags =
                    object.get(key) instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
                            ? list.stream().map(String.class::cast).toList()
                            : object.get(key) instanceof String line
                                    ? List.of(line.strip().split("\\s+"))
                                    : List.of();
            if (!tags.isEmpty() && tags.stream().allMatch(TagNames::isCapital)) {
                return tags;
            }
        }
        return List.of();
    }

    /** Label Studio's minimal export: all lists of labelled spans, whatever their control tag is called; none: no entity. */
    private static JsonShape minimal(Map<?, ?> object, Object text) {
        List<Object> spans = new ArrayList<>();
        for (Object value : object.values()) {
            if (value instanceof List<?> list
                    && !list.isEmpty()
                    && list.stream().allMatch(item -> item instanceof Map<?, ?> span && span.containsKey("labels"))) {
                spans.addAll(list);
            }
        }
        String foreignKey = spans.isEmpty() ? foreignKey(object, List.of()) : null;
        return new JsonShape(CorpusFormat.LABEL_STUDIO, text, spans, foreignKey);
    }

    private static @Nullable Object minimalText(Map<?, ?> object) {
        Object text = first(object, TEXT_KEYS, String.class);
        List<?> others = object.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof String && !MINIMAL_OWN_KEYS.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        return text != null ? text : others.size() == 1 ? others.get(0) : null;
    }

    private static @Nullable String foreignKey(Map<?, ?> object, List<String> without) {
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            if (entry.getValue() instanceof List<?> list
                    && !list.isEmpty()
                    && list.stream().allMatch(item -> item instanceof Map<?, ?> || item instanceof List<?>)
                    && !without.contains(entry.getKey().toString())) {
                return entry.getKey().toString();
            }
        }
        return null;
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

    /** Whether it is a record of Label Studio's minimal export; each is one annotation of one task. */
    boolean isMinimal() {
        return format == CorpusFormat.LABEL_STUDIO && text instanceof String;
    }

    /** Whether the labels show the format: an empty list may be anybody's. */
    boolean isTelling() {
        return isMinimal() || !(labels instanceof List<?> list && list.isEmpty());
    }
}
