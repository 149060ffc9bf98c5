package dev.fastener.text;

import dev.fastener.scheme.EntitySpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the JSON formats; which one a record is shows in its keys. */
final class JsonCorpusParser implements CorpusParser {
    private static final String UNDERSTOOD =
            "Understood are objects with a start and an end (start and end, start_offset and"
                    + " end_offset, \"span\": [0, 4], ...) and a type (label, type, ...), and lists like [0, 4, \"PER\"]; more in"
                    + " docs/formats.md";

    /** Label Studio's results that are about the task or about other results. */
    private static final List<String> NO_SPAN_RESULTS = List.of(
            "choices", "textarea", "relation", "rating", "taxonomy", "number", "datetime", "pairwise", "ranker");

    private final CorpusSource source;
    private final CorpusOptions options;
    /** Names of tags given as numbers, empty where nobody says; null until a number is met. */
    private @Nullable List<String> tagNames;

    JsonCorpusParser(CorpusSource source, CorpusOptions options) {
        this.source = source;
        this.options = options;
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
            String found = record instanceof Map<?, ?> object ? foreign(object) : "no object";
            throw new CorpusFormatException(
                    source.name(),
                    records.line(),
                    "record " + records.number()
                            + ": expected a \"text\" with \"label\", \"labels\", \"entities\" or \"spans\","
                            + " \"tokens\" with \"tags\", or Label Studio's \"data\" with \"annotations\", found "
                            + found);
        }
        return shape;
    }

    /** What a record without text and labels is, and the way on where there is one. */
    private static String foreign(Map<?, ?> object) {
        String keys = "the keys " + object.keySet();
        if (object.keySet().stream()
                .anyMatch(key -> key.toString().matches("%TYPES|%FEATURE_STRUCTURES|_referenced_fss"))) {
            return "a UIMA CAS (INCEpTION, WebAnno): export it as CoNLL 2002 there";
        }
        if (object.containsKey("fields") && object.containsKey("responses")) {
            return keys
                    + ": Argilla's records with answers by question: write each as {\"text\": ..., \"entities\": the"
                    + " question's value} with Python first";
        }
        if (object.containsKey("sentences") && object.containsKey("ner")) {
            return keys + ": DyGIE's documents, whose spans are counted in tokens: make tokens and tags of them first";
        }
        if (object.containsKey("tokens") && object.get("entities") instanceof List<?>) {
            return keys
                    + ": spans counted in tokens (SpERT): whether the end is inside, the file doesn't say; make tokens"
                    + " and tags of them first";
        }
        if (object.containsKey("query") && object.containsKey("start_position")) {
            return keys
                    + ": questions and answers (BERT-MRC), one record for each type of entity: start from the corpus"
                    + " that they were made of";
        }
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            String path = pathOfRecords(entry.getKey().toString(), entry.getValue());
            if (!path.isEmpty()) {
                return keys
                        + ", the records are in it: take them out with python3 -c \"import json; [print(json.dumps(r))"
                        + " for r in json.load(open('FILE'))" + path + "]\" > records.jsonl";
            }
        }
        return keys;
    }

    /** Where records lie below {@code key}, in Python: "['examples']"; empty where none do. */
    private static String pathOfRecords(String key, Object value) {
        String step = "['" + key.replaceAll("[^A-Za-z0-9_ -]", "?") + "']";
        if (value instanceof List<?> list
                && !list.isEmpty()
                && list.stream().allMatch(item -> JsonShape.of(item) != null)) {
            return step;
        }
        if (value instanceof Map<?, ?> inner) {
            for (Map.Entry<?, ?> entry : inner.entrySet()) {
                String path = entry.getValue() instanceof List<?>
                        ? pathOfRecords(entry.getKey().toString(), entry.getValue())
                        : "";
                if (!path.isEmpty()) {
                    return step + path;
                }
            }
        }
        return "";
    }

    @Override
    public void parse(SentenceSink sink) throws IOException {
        try (JsonRecords records = new JsonRecords(source)) {
            TaggedSentence sentence = new TaggedSentence(source.name());
            Reading reading = new Reading();
            for (Object record = records.next(); record != null; record = records.next()) {
                JsonShape shape = shape(source, records, record);
                String against = record instanceof Map<?, ?> object ? Verdict.against(object) : null;
                if (against != null) {
                    sink.problem(
                            ProblemKind.SKIPPED_TASK,
                            source.name(),
                            records.line(),
                            "record " + records.number() + ": " + against);
                } else if (shape.format() == CorpusFormat.TOKENS) {
                    tokens(shape, records, sentence, sink);
                    reading.entities += sentence.size();
                    if (sentence.size() > 0) {
                        sink.tagged(sentence);
                    }
                    sentence.clear();
                } else if (reading.isFirstOfTask(record, shape, sink, records)) {
                    new RecordReader(records, sink, reading).read(shape);
                }
            }
            reading.check();
        }
    }

    /** What is known of all records so far. */
    private final class Reading {
        private final Set<Object> tasks = new HashSet<>();
        private long entities;
        private long notUnderstoodLine;
        private String notUnderstood = "";

        /** Label Studio's minimal export has a record for each annotation of a task: the first counts. */
        private boolean isFirstOfTask(Object record, JsonShape shape, SentenceSink sink, JsonRecords records) {
            boolean annotation = shape.isMinimal()
                    && record instanceof Map<?, ?> object
                    && object.containsKey("annotation_id")
                    && object.get("id") instanceof Long;
            if (!annotation || tasks.add(((Map<?, ?>) record).get("id"))) {
                return true;
            }
            sink.problem(
                    ProblemKind.SEVERAL_ANNOTATORS,
                    source.name(),
                    records.line(),
                    "record " + records.number() + ": another annotation of task " + ((Map<?, ?>) record).get("id"));
            return false;
        }

        private void foreign(long line, String what) {
            if (notUnderstood.isEmpty()) {
                notUnderstoodLine = line;
                notUnderstood = what;
            }
        }

        /** Annotations that nobody understood are no "no entities". */
        private void check() {
            if (entities == 0 && !notUnderstood.isEmpty()) {
                throw new CorpusFormatException(
                        source.name(),
                        notUnderstoodLine,
                        notUnderstood + "; no annotation of the file was understood. " + UNDERSTOOD);
            }
        }
    }

    private void tokens(JsonShape shape, JsonRecords records, TaggedSentence sentence, SentenceSink sink)
            throws IOException {
        List<?> tokens = (List<?>) shape.text();
        List<?> tags = (List<?>) shape.labels();
        if (!tags.isEmpty() && tags.stream().allMatch(Map.class::isInstance)) {
            tags = tagsOfIndexes(tags, tokens.size(), records, sink);
        }
        if (tokens.size() != tags.size()) {
            throw malformed(records, tokens.size() + " tokens but " + tags.size() + " tags; expected a tag for each");
        }
        for (int i = 0; i < tokens.size(); i++) {
            if (!(tokens.get(i) instanceof String token)) {
                throw malformed(records, "token " + (i + 1) + ": expected a text");
            }
            String tag = tags.get(i) instanceof Long number ? named(number, i, records) : "";
            if (tags.get(i) instanceof String name) {
                tag = name;
            } else if (!(tags.get(i) instanceof Long)) {
                throw malformed(records, "tag " + (i + 1) + ": expected a name like \"B-ORG\", found " + tags.get(i));
            }
            if (token.isEmpty()) {
                sentence.addWithoutToken(tag, records.line());
            } else {
                sentence.add(token, tag, records.line());
            }
        }
    }

    private String named(long number, int i, JsonRecords records) throws IOException {
        if (tagNames == null) {
            tagNames = TagNumbers.of(source, options);
        }
        if (tagNames.isEmpty()) {
            throw malformed(
                    records,
                    "tag " + (i + 1) + ": expected a name like \"B-ORG\", found " + number
                            + "; give the names by number with --tag-names O,B-PER,I-PER, or lay the data set's"
                            + " dataset_info.json beside the file");
        }
        if (number < 0 || number >= tagNames.size()) {
            throw malformed(
                    records,
                    "tag " + (i + 1) + ": " + number + ", but there are names for 0 to " + (tagNames.size() - 1));
        }
        return tagNames.get((int) number);
    }

    /** Tags of {"index": [3, 4], "type": "LOC"} over tokens, as W2NER has them; of overlapping ones the longest. */
    private List<String> tagsOfIndexes(List<?> entities, int tokens, JsonRecords records, SentenceSink sink) {
        List<EntitySpan> spans = new ArrayList<>();
        for (Object item : entities) {
            Map<?, ?> entity = (Map<?, ?>) item;
            if (!(entity.get("index") instanceof List<?> index)
                    || index.isEmpty()
                    || !(entity.get("type") instanceof String type)
                    || !index.stream().allMatch(i -> i instanceof Long at && at >= 0 && at < tokens)) {
                throw malformed(
                        records,
                        "expected entities as {\"index\": [3, 4], \"type\": \"LOC\"} with places among the " + tokens
                                + " tokens, found " + Excerpt.of("" + entity));
            }
            List<Long> places = index.stream().map(Long.class::cast).sorted().toList();
            int first = places.get(0).intValue();
            int last = places.get(places.size() - 1).intValue();
            if (last - first >= places.size()) {
                sink.problem(ProblemKind.DISCONTINUOUS, source.name(), records.line(), Excerpt.of("" + entity));
            }
            spans.add(new EntitySpan(first, last + 1, type));
        }
        spans.sort(Comparator.comparingInt((EntitySpan span) -> span.start() - span.end())
                .thenComparingInt(EntitySpan::start));
        String[] tags = new String[tokens];
        Arrays.fill(tags, "O");
        for (EntitySpan span : spans) {
            if (!tags[span.start()].equals("O") || !tags[span.end() - 1].equals("O")) {
                sink.problem(
                        ProblemKind.OVERLAP,
                        source.name(),
                        records.line(),
                        "record " + records.number() + ": " + span.type() + " overlaps a longer or earlier entity");
                continue;
            }
            Arrays.fill(tags, span.start(), span.end(), "I-" + span.type());
            tags[span.start()] = "B-" + span.type();
        }
        return List.of(tags);
    }

    private CorpusFormatException malformed(JsonRecords records, String reason) {
        return new CorpusFormatException(source.name(), records.line(), "record " + records.number() + ": " + reason);
    }

    /** Reads the spans of one record. */
    private final class RecordReader {
        private final JsonRecords records;
        private final SentenceSink sink;
        private final Reading reading;
        private final List<CharSpan> spans = new ArrayList<>();

        RecordReader(JsonRecords records, SentenceSink sink, Reading reading) {
            this.records = records;
            this.reading = reading;
            this.sink = sink;
        }

        void read(JsonShape shape) {
            if (shape.foreignKey() != null) {
                reading.foreign(
                        records.line(),
                        "record " + records.number() + ": \"" + shape.foreignKey() + "\" is no key of annotations");
            }
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
                bySurface.forEach(this::spansOfType);
            } else if (shape.labels() instanceof List<?> items) {
                ofFirstUser(items).forEach(this::span);
            }
            emit(shape.text().toString());
        }

        private void emit(String text) {
            reading.entities += spans.size();
            sink.spanned(new SpannedText(text, List.copyOf(spans), false, source.name(), records.line()));
        }

        private void span(Object value) {
            String against = value instanceof Map<?, ?> object ? Verdict.against(object) : null;
            if (against != null) {
                problem(ProblemKind.REJECTED_ANNOTATION, against);
            } else if (!JsonSpans.read(value, spans::add)) {
                notUnderstood("expected start, end and type, found " + Excerpt.of("" + value));
            }
        }

        private void notUnderstood(String detail) {
            problem(ProblemKind.UNKNOWN_ANNOTATION, detail);
            reading.foreign(records.line(), "record " + records.number() + ": " + detail);
        }

        /** {type: {surface: [[start, end]]}} as CLUENER has it, or {type: [place]}. */
        private void spansOfType(Object type, Object places) {
            if (places instanceof Map<?, ?> bySurface) {
                bySurface.forEach((surface, ranges) -> {
                    if (ranges instanceof List<?> list) {
                        list.forEach(range -> spanOfSurface(type, surface, range));
                    } else {
                        notUnderstood(type + " " + surface + ": expected [[start, end]]");
                    }
                });
            } else if (places instanceof List<?> list) {
                for (Object place : list) {
                    if (!JsonSpans.read(place, type.toString(), spans::add)) {
                        notUnderstood(type + ": expected [start, end], found " + Excerpt.of("" + place));
                    }
                }
            } else {
                notUnderstood(type + ": expected {surface: [[start, end]]}");
            }
        }

        private void spanOfSurface(Object type, Object surface, Object range) {
            if (range instanceof List<?> pair
                    && pair.size() == 2
                    && pair.get(0) instanceof Long start
                    && pair.get(1) instanceof Long end) {
                spans.add(new CharSpan(start, end, type.toString(), surface.toString()));
            } else {
                notUnderstood(type + " " + surface + ": expected [start, end]");
            }
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
                String detail = "a result of type " + Excerpt.of("" + type);
                if (NO_SPAN_RESULTS.contains("" + type)) {
                    problem(ProblemKind.UNKNOWN_ANNOTATION, detail);
                } else {
                    notUnderstood(detail + ", no labels of a plain text");
                }
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
