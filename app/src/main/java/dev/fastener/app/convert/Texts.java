package dev.fastener.app.convert;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.vocabulary.FoundTags;
import dev.fastener.convert.vocabulary.FoundVocabularies;
import dev.fastener.convert.vocabulary.FoundVocabulary;
import dev.fastener.convert.vocabulary.VocabularyFile;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Vocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Vocabularies and tags of a source, from the files that were named or lie beside it.
 *
 * @param vocabularies of the inputs, in their order
 * @param units which piece of text each looks up
 * @param facts what they rest on
 */
record Texts(
        List<Vocabulary> vocabularies,
        List<FeatureUnit> units,
        List<String> tags,
        boolean lowercase,
        List<Fact> facts) {

    static Texts find(Path model, SourceNetwork network, SourceOptions options) {
        List<InputText> inputs = InputText.of(network, options);
        return inputs.size() == 1
                ? one(model, network, inputs.get(0), options)
                : several(model, network, inputs, options);
    }

    /** A file may hold both, vocabulary and tags. */
    private static Texts one(Path model, SourceNetwork network, InputText input, SourceOptions options) {
        int rows = input.input().embedding().rows();
        @Nullable FoundVocabulary vocabulary = null;
        @Nullable FoundTags tags = null;
        if (input.vocabulary() != null) {
            FoundVocabularies found =
                    VocabularyFile.read(input.vocabulary(), rows, options.tags == null ? network.tags() : 0);
            vocabulary = found.vocabulary();
            tags = found.tags();
        }
        if (options.tags != null) {
            FoundVocabularies found = VocabularyFile.read(options.tags, vocabulary == null ? rows : 0, network.tags());
            vocabulary = vocabulary == null ? found.vocabulary() : vocabulary;
            tags = found.tags();
        }
        List<Path> beside = vocabulary == null || tags == null ? VocabularyFile.beside(model) : List.of();
        for (Path file : beside) {
            try {
                FoundVocabularies found =
                        VocabularyFile.read(file, vocabulary == null ? rows : 0, tags == null ? network.tags() : 0);
                vocabulary = vocabulary == null ? found.vocabulary() : vocabulary;
                tags = tags == null ? found.tags() : tags;
            } catch (ConversionException e) {
                continue; // a file of a usual name that holds something else
            }
            if (vocabulary != null && tags != null) {
                break;
            }
        }
        if (vocabulary == null) {
            throw new ConversionException("--vocab: expected a file with " + rows
                    + " ids, as many as the embedding has rows, found none beside the model; in the source, write"
                    + " json.dump(char2id, open(\"vocab.json\", \"w\"))");
        }
        if (tags == null) {
            throw tagsMissing(network);
        }
        List<Fact> facts = new ArrayList<>(vocabulary.facts());
        facts.addAll(tags.facts());
        Vocabulary entries = vocabulary(vocabulary, options, facts);
        boolean lowercase = options.lowercase || Boolean.TRUE.equals(vocabulary.lowercase());
        return new Texts(List.of(entries), List.of(input.unit()), tags.labels(), lowercase, facts);
    }

    /** Each vocabulary has its file; only the tags may lie beside the model. */
    private static Texts several(Path model, SourceNetwork network, List<InputText> inputs, SourceOptions options) {
        List<Fact> facts = new ArrayList<>();
        List<Vocabulary> vocabularies = new ArrayList<>();
        boolean lowercase = options.lowercase;
        for (InputText input : inputs) {
            List<Fact> own = new ArrayList<>();
            if (input.vocabulary() == null) {
                throw new IllegalArgumentException(
                        "expected a file for the input " + input.input().name());
            }
            FoundVocabulary found = VocabularyFile.read(
                            input.vocabulary(), input.input().embedding().rows(), 0)
                    .vocabulary();
            if (found == null) {
                throw new ConversionException(input.vocabulary() + ": expected a vocabulary, found none");
            }
            own.addAll(found.facts());
            vocabularies.add(vocabulary(found, options, own));
            own.add(new Fact("unit", input.unit().name().toLowerCase(Locale.ROOT), Origin.GIVEN));
            own.forEach(fact ->
                    facts.add(new Fact(input.input().name() + ": " + fact.name(), fact.value(), fact.origin())));
            lowercase |= Boolean.TRUE.equals(found.lowercase());
        }
        FoundTags tags = tags(model, network, options);
        facts.addAll(tags.facts());
        List<FeatureUnit> units = inputs.stream().map(InputText::unit).toList();
        return new Texts(vocabularies, units, tags.labels(), lowercase, facts);
    }

    private static FoundTags tags(Path model, SourceNetwork network, SourceOptions options) {
        List<Path> files = options.tags == null ? VocabularyFile.beside(model) : List.of(options.tags);
        for (Path file : files) {
            try {
                FoundTags tags = VocabularyFile.read(file, 0, network.tags()).tags();
                if (tags != null) {
                    return tags;
                }
            } catch (ConversionException e) {
                if (options.tags != null) {
                    throw e;
                }
                // else a file of a usual name that holds something else
            }
        }
        throw tagsMissing(network);
    }

    private static ConversionException tagsMissing(SourceNetwork network) {
        return new ConversionException("--tags: expected a file with " + network.tags()
                + " tags, as many as the network has outputs, found none beside the model; in the source, write"
                + " json.dump(tag2id, open(\"tags.json\", \"w\"))");
    }

    private static Vocabulary vocabulary(FoundVocabulary found, SourceOptions options, List<Fact> facts) {
        int pad = 0;
        if (options.padId != null) {
            pad = options.padId;
            facts.add(new Fact("pad id", String.valueOf(pad), Origin.GIVEN));
        } else if (found.padId() != null) {
            pad = found.padId();
            facts.add(new Fact("pad id", String.valueOf(pad), Origin.READ));
        } else {
            facts.add(new Fact("pad id", "0, what pad_sequences fills with", Origin.ASSUMED));
        }
        return new Vocabulary(found.entries(), pad, unknown(found, options, facts));
    }

    private static int unknown(FoundVocabulary found, SourceOptions options, List<Fact> facts) {
        if (options.unknown == null) {
            if (found.unknownId() == null) {
                throw new ConversionException(
                        "--unk ID, --unk TOKEN or --unk skip: what the source does with characters that"
                                + " its vocabulary lacks; look for char2id.get(c, ...) in it");
            }
            facts.add(new Fact("unknown", name(found.unknownId()), Origin.READ));
            return found.unknownId();
        }
        int id;
        if (options.unknown.equalsIgnoreCase("skip")) {
            id = Vocabulary.SKIP;
        } else if (options.unknown.matches("\\d{1,9}")) {
            id = Integer.parseInt(options.unknown);
        } else if (found.unknownId() != null && options.unknown.equals(found.unknownText())) {
            id = found.unknownId();
        } else {
            id = found.entries().indexOf(options.unknown);
            if (id < 0) {
                throw new ConversionException(
                        "--unk: expected an id, a token of the vocabulary or skip, found " + options.unknown);
            }
        }
        facts.add(new Fact("unknown", name(id), Origin.GIVEN));
        return id;
    }

    private static String name(int id) {
        return id == Vocabulary.SKIP ? "left out" : "id " + id;
    }
}
