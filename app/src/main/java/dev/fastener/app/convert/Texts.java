package dev.fastener.app.convert;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.vocabulary.FoundTags;
import dev.fastener.convert.vocabulary.FoundVocabularies;
import dev.fastener.convert.vocabulary.FoundVocabulary;
import dev.fastener.convert.vocabulary.VocabularyFile;
import dev.fastener.model.Vocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vocabulary and tags of a source, from the files that were named or lie beside it.
 *
 * @param facts what they rest on
 */
record Texts(Vocabulary vocabulary, List<String> tags, boolean lowercase, List<Fact> facts) {

    static Texts find(Path model, SourceNetwork network, SourceOptions options) {
        int rows = network.inputs().get(0).embedding().rows();
        @Nullable FoundVocabulary vocabulary = null;
        @Nullable FoundTags tags = null;
        if (options.vocabulary != null) {
            // A file that was named for one of them may hold both.
            FoundVocabularies found =
                    VocabularyFile.read(options.vocabulary, rows, options.tags == null ? network.tags() : 0);
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
            throw new ConversionException("--tags: expected a file with " + network.tags()
                    + " tags, as many as the network has outputs, found none beside the model; in the source, write"
                    + " json.dump(tag2id, open(\"tags.json\", \"w\"))");
        }
        return of(vocabulary, tags, options);
    }

    private static Texts of(FoundVocabulary found, FoundTags tags, SourceOptions options) {
        List<Fact> facts = new ArrayList<>(found.facts());
        facts.addAll(tags.facts());
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
        boolean lowercase = options.lowercase || Boolean.TRUE.equals(found.lowercase());
        int unknown = unknown(found, options, facts);
        return new Texts(new Vocabulary(found.entries(), pad, unknown), tags.labels(), lowercase, facts);
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
