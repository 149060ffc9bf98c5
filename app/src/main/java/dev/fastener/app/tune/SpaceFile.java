package dev.fastener.app.tune;

import dev.fastener.tune.search.Parameter;
import dev.fastener.tune.search.Space;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A search space in YAML: for each parameter a value, a list of values, or a range of one kind, as
 * {@code hidden-size: {powers: [64, 256]}}; kinds are powers, whole, real and log. What it doesn't name keeps its default.
 */
final class SpaceFile {
    private static final int MOST_BYTES = 1 << 20;

    private static final int LARGEST = 1 << 20;

    private static final int DEEPEST = 16;

    private SpaceFile() {}

    /** @param file null for the defaults alone */
    static Space read(@Nullable Path file, boolean hard) throws IOException {
        Map<String, Parameter> parameters = new LinkedHashMap<>(Candidate.defaults(hard));
        if (file == null) {
            return new Space(List.copyOf(parameters.values()));
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IllegalArgumentException(file + ": expected a space of at most 1 MB, found a larger file");
        }
        try {
            if (!(parse(file) instanceof Map<?, ?> given) || given.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected lines as \"hidden-size: {powers: [64, 256]}\", found none");
            }
            for (Map.Entry<?, ?> entry : given.entrySet()) {
                String name = String.valueOf(entry.getKey());
                if (!parameters.containsKey(name)) {
                    throw new IllegalArgumentException(
                            "expected parameters of " + String.join(", ", parameters.keySet()) + ", found " + name);
                }
                parameters.put(name, parameter(name, entry.getValue()));
            }
            Space space = new Space(List.copyOf(parameters.values()));
            Candidate.requireUsable(space);
            return space;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable Object parse(Path file) throws IOException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setAllowDuplicateKeys(false)
                .build();
        if (Files.size(file) > LARGEST) {
            throw new IllegalArgumentException("expected at most " + LARGEST + " bytes, found " + Files.size(file));
        }
        try {
            String text = Files.readString(file);
            requireFlat(settings, text);
            return new Load(settings).loadFromString(text);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("expected text in UTF-8, found bytes that are not", e);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(
                    "expected YAML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
        }
    }

    /** Loading goes as deep into the stack as a file into its brackets; finding its parts one after the other doesn't. */
    private static void requireFlat(LoadSettings settings, String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (depth > DEEPEST) {
                throw new IllegalArgumentException("expected at most " + DEEPEST + " brackets within each other");
            }
        }
    }

    private static Parameter parameter(String name, @Nullable Object value) {
        if (value instanceof List<?> values) {
            return new Parameter.Choice(
                    name, values.stream().map(String::valueOf).toList());
        }
        if (!(value instanceof Map<?, ?> map)) {
            return new Parameter.Choice(name, List.of(String.valueOf(value)));
        }
        if (map.size() != 1
                || !(map.values().iterator().next() instanceof List<?> ends)
                || ends.size() != 2
                || !(ends.get(0) instanceof Number low)
                || !(ends.get(1) instanceof Number high)) {
            throw new IllegalArgumentException(
                    name + ": expected a range as {powers: [64, 256]}, a list or a value, found " + value);
        }
        String kind = String.valueOf(map.keySet().iterator().next());
        return switch (kind) {
            case "powers" -> new Parameter.PowerOfTwo(name, whole(name, low), whole(name, high));
            case "whole" -> new Parameter.Whole(name, whole(name, low), whole(name, high));
            case "real" -> new Parameter.Real(name, low.doubleValue(), high.doubleValue(), false);
            case "log" -> new Parameter.Real(name, low.doubleValue(), high.doubleValue(), true);
            default ->
                throw new IllegalArgumentException(
                        name + ": expected a range of powers, whole, real or log, found " + kind);
        };
    }

    private static int whole(String name, Number number) {
        if (number.doubleValue() != number.intValue()) {
            throw new IllegalArgumentException(name + ": expected whole numbers, found " + number);
        }
        return number.intValue();
    }
}
