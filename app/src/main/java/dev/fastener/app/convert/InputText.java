package dev.fastener.app.convert;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceInput;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.model.FeatureUnit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user says of one input of a source.
 *
 * @param vocabulary its file; null where none was named
 * @param unit what it looks up at each step; null for the step itself
 */
record InputText(
        SourceInput input,
        @Nullable Path vocabulary,
        @Nullable FeatureUnit unit) {

    /**
     * Of all inputs, in the network's order.
     *
     * @throws ConversionException where there are several, and one has no file or no unit; or where an option names none of them
     */
    static List<InputText> of(SourceNetwork network, SourceOptions options) {
        List<SourceInput> inputs = network.inputs();
        List<String> names = inputs.stream().map(SourceInput::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new ConversionException("expected inputs of different names, found " + names
                    + ": one input with several embeddings can't be converted");
        }
        Map<String, String> files = new LinkedHashMap<>();
        for (String given : options.vocabularies) {
            String name = names.stream()
                    .filter(input -> given.startsWith(input + "="))
                    .findFirst()
                    .orElse(names.get(0));
            boolean isNamed = given.startsWith(name + "=");
            if (!isNamed && names.size() > 1) {
                throw new ConversionException("--vocab: expected NAME=FILE with a name of " + names
                        + ", the inputs of the model, found " + given);
            }
            if (files.put(name, isNamed ? given.substring(name.length() + 1) : given) != null) {
                throw new ConversionException("--vocab: expected one file for the input " + name + ", found two");
            }
        }
        Map<String, FeatureUnit> units = units(names, options.features);
        List<InputText> texts = new ArrayList<>();
        for (SourceInput input : inputs) {
            String file = files.get(input.name());
            FeatureUnit unit = units.get(input.name());
            if (names.size() > 1 && file == null) {
                throw new ConversionException("--vocab " + input.name() + "=FILE: the model has the inputs " + names
                        + ", and each needs its vocabulary");
            }
            if (unit == null && !texts.isEmpty()) {
                throw new ConversionException("--feature " + input.name()
                        + "=character, word or bigram: what the input " + input.name() + " looks up at each step");
            }
            texts.add(new InputText(input, file == null ? null : Path.of(file), unit));
        }
        return texts;
    }

    private static Map<String, FeatureUnit> units(List<String> names, List<String> options) {
        Map<String, FeatureUnit> units = new LinkedHashMap<>();
        for (String option : options) {
            int equals = option.lastIndexOf('=');
            String name = option.substring(0, Math.max(0, equals));
            FeatureUnit unit = switch (option.substring(equals + 1).toLowerCase(Locale.ROOT)) {
                case "character" -> FeatureUnit.CHARACTER;
                case "word" -> FeatureUnit.WORD;
                case "bigram" -> FeatureUnit.BIGRAM;
                default -> null;
            };
            if (unit == null || !names.contains(name)) {
                throw new ConversionException("--feature: expected NAME=character, word or bigram with a name of "
                        + names + ", the inputs of the model, found " + option);
            }
            units.put(name, unit);
        }
        return units;
    }
}
