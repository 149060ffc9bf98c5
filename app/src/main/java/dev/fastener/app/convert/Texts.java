package dev.fastener.app.convert;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Cut;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.SourceText;
import dev.fastener.convert.vocabulary.FoundTags;
import dev.fastener.convert.vocabulary.FoundVocabularies;
import dev.fastener.convert.vocabulary.FoundVocabulary;
import dev.fastener.convert.vocabulary.LayerVocabulary;
import dev.fastener.convert.vocabulary.VocabularyFile;
import dev.fastener.convert.vocabulary.VocabularyFile.Fit;
import dev.fastener.convert.vocabulary.VocabularySearch;
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
 * @param inputs likewise
 * @param cut how text becomes entries, by the file of the first vocabulary; null where it doesn't tell
 * @param facts what they rest on
 */
record Texts(
        List<Vocabulary> vocabularies,
        List<InputText> inputs,
        List<String> tags,
        @Nullable Cut cut,
        List<Fact> facts) {

    /** Which piece of text each input looks up where text is cut by a rule. */
    List<FeatureUnit> units(Cut rule) {
        return inputs.stream()
                .map(input -> input.unit() == null ? rule.step() : input.unit())
                .toList();
    }

    /** The id that fills the first input's rows up; -1 for none. */
    int padId() {
        return vocabularies.isEmpty() ? 0 : vocabularies.get(0).padId();
    }

    /** Asks for what is found nowhere; then there is less in the result than the network has. */
    static Texts find(Path model, SourceNetwork network, SourceOptions options, Questions questions) {
        List<InputText> inputs = InputText.of(network, options);
        return inputs.size() == 1
                ? one(model, network, inputs.get(0), options, questions)
                : several(model, network, inputs, options, questions);
    }

    /** A file may hold both, vocabulary and tags. */
    private static Texts one(
            Path model, SourceNetwork network, InputText input, SourceOptions options, Questions questions) {
        int rows = input.input().embedding().rows();
        @Nullable FoundVocabulary vocabulary = null;
        @Nullable FoundTags tags = null;
        @Nullable SourceText layer = input.input().text();
        if (layer != null) {
            if (input.vocabulary() != null) {
                throw new ConversionException("--vocab: expected none, as the layer " + layer.layer()
                        + " holds the vocabulary, found " + input.vocabulary());
            }
            vocabulary = LayerVocabulary.of(layer);
        } else if (input.vocabulary() != null) {
            FoundVocabularies found = given(input.vocabulary(), rows, options.tags == null ? network.tags() : 0);
            vocabulary = found.vocabulary();
            tags = found.tags();
        }
        if (options.tags != null) {
            FoundVocabularies found = VocabularyFile.read(options.tags, vocabulary == null ? rows : 0, network.tags());
            vocabulary = vocabulary == null ? found.vocabulary() : vocabulary;
            tags = found.tags();
        }
        FoundVocabularies beside =
                VocabularySearch.beside(model, vocabulary == null ? rows : 0, tags == null ? network.tags() : 0);
        vocabulary = vocabulary == null ? beside.vocabulary() : vocabulary;
        tags = tags == null ? beside.tags() : tags;
        List<Fact> facts = new ArrayList<>();
        List<Vocabulary> vocabularies = new ArrayList<>();
        if (vocabulary == null) {
            questions.ask("--vocab: expected a file with " + rows
                    + " ids, as many as the embedding has rows, found none beside the model; in the source, write"
                    + " json.dump(char2id, open(\"vocab.json\", \"w\"))");
        } else {
            facts.addAll(vocabulary.facts());
            vocabularies.addAll(vocabulary(vocabulary, options, facts, questions));
        }
        List<String> labels = labels(tags, network, facts, questions);
        return new Texts(vocabularies, List.of(input), labels, vocabulary == null ? null : vocabulary.cut(), facts);
    }

    /** A file that was named may have fewer ids than the embedding has rows. */
    private static FoundVocabularies given(Path file, int rows, int tags) {
        FoundVocabularies exact;
        try {
            exact = VocabularyFile.read(file, rows, tags);
        } catch (ConversionException e) {
            return VocabularyFile.read(file, rows, tags, Fit.FEWER_IDS);
        }
        return exact.vocabulary() == null ? VocabularyFile.read(file, rows, tags, Fit.FEWER_IDS) : exact;
    }

    /** Each vocabulary has its file; only the tags may lie beside the model. */
    private static Texts several(
            Path model, SourceNetwork network, List<InputText> inputs, SourceOptions options, Questions questions) {
        List<Fact> facts = new ArrayList<>();
        List<Vocabulary> vocabularies = new ArrayList<>();
        @Nullable Cut cut = null;
        for (InputText input : inputs) {
            List<Fact> own = new ArrayList<>();
            if (input.vocabulary() == null) {
                throw new IllegalArgumentException(
                        "expected a file for the input " + input.input().name());
            }
            FoundVocabulary found = given(
                            input.vocabulary(), input.input().embedding().rows(), 0)
                    .vocabulary();
            if (found == null) {
                throw new ConversionException(input.vocabulary() + ": expected a vocabulary, found none");
            }
            own.addAll(found.facts());
            List<Vocabulary> vocabulary = vocabulary(found, options, own, questions);
            if (vocabularies.size() > 0 && vocabulary.stream().anyMatch(one -> one.unknownId() == Vocabulary.SKIP)) {
                throw new ConversionException("--unk: expected an id for what the vocabulary of "
                        + input.input().name()
                        + " lacks, found none: a step that this input leaves out would still be one of the others");
            }
            vocabularies.addAll(vocabulary);
            if (input.unit() != null) {
                own.add(new Fact("unit", input.unit().name().toLowerCase(Locale.ROOT), Origin.GIVEN));
            }
            own.forEach(fact -> facts.add(new Fact(
                    input.input().name() + ": " + fact.name(), fact.value(), fact.origin(), fact.settledBy())));
            cut = cut == null ? found.cut() : cut;
        }
        FoundTags tags = options.tags == null
                ? VocabularySearch.beside(model, 0, network.tags()).tags()
                : VocabularyFile.read(options.tags, 0, network.tags()).tags();
        List<String> labels = labels(tags, network, facts, questions);
        return new Texts(vocabularies, inputs, labels, cut, facts);
    }

    private static List<String> labels(
            @Nullable FoundTags tags, SourceNetwork network, List<Fact> facts, Questions questions) {
        if (tags == null) {
            questions.ask("--tags: expected a file with " + network.tags()
                    + " tags, as many as the network has outputs, found none beside the model; in the source, write"
                    + " json.dump(tag2id, open(\"tags.json\", \"w\"))");
            return List.of();
        }
        facts.addAll(tags.facts());
        return tags.labels();
    }

    /** None where something of it is asked for. */
    private static List<Vocabulary> vocabulary(
            FoundVocabulary found, SourceOptions options, List<Fact> facts, Questions questions) {
        int pad = 0;
        if (options.padId != null) {
            pad = options.padId;
            facts.add(new Fact("pad id", pad == Vocabulary.NO_PAD ? "none" : String.valueOf(pad), Origin.GIVEN));
        } else if (found.padId() != null) {
            pad = found.padId();
            facts.add(new Fact("pad id", String.valueOf(pad), Origin.READ));
        } else {
            facts.add(Fact.assumed("pad id", "0, what pad_sequences fills with", "--pad-id, --recorded"));
        }
        @Nullable Integer unknown = unknown(found, options, facts);
        if (unknown == null) {
            questions.ask("--unk ID, --unk TOKEN or --unk skip: what the source does with characters that"
                    + " its vocabulary lacks; look for char2id.get(c, ...) in it");
            return List.of();
        }
        return List.of(new Vocabulary(found.entries(), pad, unknown));
    }

    /** Null where nobody says it. */
    private static @Nullable Integer unknown(FoundVocabulary found, SourceOptions options, List<Fact> facts) {
        if (options.unknown == null) {
            if (found.unknownId() == null) {
                return null;
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
