package dev.fastener.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the JSON formats; which one a record is shows in its keys. */
final class JsonCorpusParser implements CorpusParser {
    private final CorpusSource source;

    JsonCorpusParser(CorpusSource source) {
        this.source = source;
    }

    /** The format of the first record that shows it. */
    static CorpusFormat formatOf(CorpusSource source) throws IOException {
        try (JsonRecords records = new JsonRecords(source)) {
            CorpusFormat first = null;
            for (Object record = records.next(); record != null; record = records.next()) {
                JsonShape shape = shape(source, records, record);
                if (shape.isTelling()) {
                    return shape.format();
                }
                first = first == null ? shape.format() : first;
            }
            if (first == null) {
                throw new CorpusFormatException(source.name(), 0, "holds no record; expected a text and its labels");
            }
            return first;
        }
    }

    private static JsonShape shape(CorpusSource source, JsonRecords records, Object record) {
        JsonShape shape = JsonShape.of(record);
        if (shape == null) {
            String keys = record instanceof Map<?, ?> object ? "the keys " + object.keySet() : "no object";
            throw new CorpusFormatException(
                    source.name(),
                    records.line(),
                    "record " + records.number()
                            + ": expected a \"text\" with \"label\", \"labels\", \"entities\" or \"spans\","
                            + " \"tokens\" with \"tags\", or Label Studio's \"data\" with \"annotations\", found "
                            + keys);
        }
        return shape;
    }

    @Override
    public void parse(SentenceSink sink) throws IOException {
        try (JsonRecords records = new JsonRecords(source)) {
            TaggedSentence sentence = new TaggedSentence(source.name());
            for (Object record = records.next(); record != null; record = records.next()) {
                JsonShape shape = shape(source, records, record);
                if (shape.format() == CorpusFormat.TOKENS) {
                    tokens(shape, records, sentence);
                    if (sentence.size() > 0) {
                        sink.tagged(sentence);
                    }
                    sentence.clear();
                } else {
                    new RecordReader(records, sink).read(shape);
                }
            }
        }
    }

    private void tokens(JsonShape shape, JsonRecords records, TaggedSentence sentence) {
        List<?> tokens = (List<?>) shape.text();
        List<?> tags = (List<?>) shape.labels();
        if (tokens.size() != tags.size()) {
            throw malformed(records, tokens.size() + " tokens but " + tags.size() + " tags; expected a tag for each");
        }
        for (int i = 0; i < tokens.size(); i++) {
            if (!(tokens.get(i) instanceof String token) || token.isEmpty()) {
                throw malformed(records, "token " + (i + 1) + ": expected a text of at least one character");
            }
            if (!(tags.get(i) instanceof String tag)) {
                throw malformed(records, "tag " + (i + 1) + ": expected a name like \"B-ORG\", found " + tags.get(i));
            }
            sentence.add(token, tag, records.line());
        }
    }

    private CorpusFormatException malformed(JsonRecords records, String reason) {
        return new CorpusFormatException(source.name(), records.line(), "record " + records.number() + ": " + reason);
    }

    /** Reads the spans of one record. */
    private final class RecordReader {
        private final JsonRecords records;
        private final SentenceSink sink;
        private final List<CharSpan> spans = new ArrayList<>();

        RecordReader(JsonRecords records, SentenceSink sink) {
            this.records = records;
            this.sink = sink;
        }

        void read(JsonShape shape) {
            if (shape.isUnlabelled()) {
                problem(ProblemKind.SKIPPED_TASK, "no labels");
                return;
            }
            if (shape.text() instanceof Map<?, ?> data) {
                List<?> result = result(shape.labels());
                if (result != null) {
                    result.forEach(this::labelStudioItem);
                    emit(textOf(data));
                }
                return;
            }
            if (shape.labels() instanceof Map<?, ?> bySurface) {
                bySurface.forEach(this::cluenerType);
            } else if (shape.labels() instanceof List<?> items) {
                ofFirstUser(items).forEach(this::span);
            }
            emit(shape.text().toString());
        }

        private void emit(String text) {
            sink.spanned(new SpannedText(text, List.copyOf(spans), false, source.name(), records.line()));
        }

        private void span(Object value) {
            if (!JsonSpans.read(value, spans::add)) {
                problem(
                        ProblemKind.UNKNOWN_ANNOTATION,
                        "expected start, end and type, found " + Excerpt.of("" + value));
            }
        }

        private void cluenerType(Object type, Object surfaces) {
            if (!(surfaces instanceof Map<?, ?> places)) {
                problem(ProblemKind.UNKNOWN_ANNOTATION, type + ": expected {surface: [[start, end]]}");
                return;
            }
            places.forEach((surface, ranges) -> {
                if (ranges instanceof List<?> list) {
                    for (Object range : list) {
                        if (range instanceof List<?> pair
                                && pair.size() == 2
                                && pair.get(0) instanceof Long start
                                && pair.get(1) instanceof Long end) {
                            spans.add(new CharSpan(start, end, type.toString(), surface.toString()));
                        } else {
                            problem(ProblemKind.UNKNOWN_ANNOTATION, type + " " + surface + ": expected [start, end]");
                        }
                    }
                }
            });
        }

        /** Doccano wrote all users' labels into one list once: those of the first user are taken. */
        private List<?> ofFirstUser(List<?> items) {
            Object firstUser = null;
            List<Object> own = new ArrayList<>();
            for (Object item : items) {
                Object user = item instanceof Map<?, ?> object ? object.get("user") : null;
                firstUser = firstUser == null ? user : firstUser;
                if (user == null || user.equals(firstUser)) {
                    own.add(item);
                }
            }
            if (own.size() < items.size()) {
                problem(
                        ProblemKind.SEVERAL_ANNOTATORS,
                        "took the " + own.size() + " labels of user " + firstUser + ", left out "
                                + (items.size() - own.size()));
            }
            return own;
        }

        /** The annotation that counts: the ground truth or else the first that was not cancelled. */
        private @Nullable List<?> result(Object annotations) {
            List<Map<?, ?>> valid = new ArrayList<>();
            if (annotations instanceof List<?> list) {
                for (Object item : list) {
                    if (item instanceof Map<?, ?> annotation
                            && !Boolean.TRUE.equals(annotation.get("was_cancelled"))
                            && annotation.get("result") instanceof List<?>) {
                        valid.add(annotation);
                    }
                }
            }
            if (valid.isEmpty()) {
                problem(ProblemKind.SKIPPED_TASK, "no annotation that was not cancelled");
                return null;
            }
            if (valid.size() > 1) {
                boolean same = valid.stream()
                                .map(annotation -> annotation.get("result"))
                                .distinct()
                                .count()
                        == 1;
                problem(ProblemKind.SEVERAL_ANNOTATORS, valid.size() + " annotations" + (same ? "" : ", which differ"));
            }
            for (Map<?, ?> annotation : valid) {
                if (Boolean.TRUE.equals(annotation.get("ground_truth"))) {
                    return (List<?>) annotation.get("result");
                }
            }
            return (List<?>) valid.get(0).get("result");
        }

        private void labelStudioItem(Object item) {
            boolean read = item instanceof Map<?, ?> object
                    && object.get("value") instanceof Map<?, ?> value
                    && value.containsKey("labels")
                    && JsonSpans.read(value, spans::add);
            if (!read) {
                Object type = item instanceof Map<?, ?> object ? object.get("type") : item;
                problem(ProblemKind.UNKNOWN_ANNOTATION, "a result of type " + Excerpt.of("" + type));
            }
        }

        private String textOf(Map<?, ?> data) {
            if (data.get("text") instanceof String text) {
                return text;
            }
            List<?> texts =
                    data.values().stream().filter(String.class::isInstance).toList();
            if (texts.size() != 1) {
                throw malformed(
                        records, "data: expected a \"text\" or one other string, found the keys " + data.keySet());
            }
            return texts.get(0).toString();
        }

        private void problem(ProblemKind kind, String detail) {
            sink.problem(kind, source.name(), records.line(), "record " + records.number() + ": " + detail);
        }
    }
}
