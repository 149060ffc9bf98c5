package dev.fastener.convert.vocabulary;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.json.JsonTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads vocabularies and tags from JSON (either direction, lists, nested; Keras' Tokenizer, DeLFT's preprocessor.json,
 * FoolNLTK's all_map.json), text (an entry a line, with or without ids) and pickles of plain data. Nothing is executed. Where a
 * file holds several dictionaries, the one whose size fits is taken, and a fact says so.
 */
public final class VocabularyFile {
    /** Whether a file's ids are all the rows of an embedding. */
    public enum Fit {
        /** But for the pad and the unknown, which have no text. */
        ALL_ROWS,
        /** There may be fewer: num_words or a round number was the embedding's size. */
        FEWER_IDS
    }

    private static final long MOST_BYTES = 1 << 26;

    /** Files whose names tell nothing are looked into where nothing else fits. */
    private static final int MOST_OTHERS = 32;

    private static final long MOST_BYTES_OF_OTHERS = 1 << 22;

    /** Rows that an embedding may have beyond the ids of the file: for the pad and the unknown. */
    private static final int SPARE_ROWS = 2;

    private static final List<String> USUAL_STEMS = List.of(
            "tokenizer",
            "word_index",
            "word2id",
            "word2idx",
            "char2id",
            "char2idx",
            "token2id",
            "vocab",
            "vocabs",
            "vocabulary",
            "vocab.words",
            "words",
            "chars",
            "preprocessor",
            "all_map",
            "maps",
            "config",
            "dict",
            "tag2id",
            "tag2idx",
            "label2id",
            "id2tag",
            "id2label",
            "tags",
            "labels",
            "vocab.tags",
            "tag",
            "label");

    private static final List<String> USUAL_ENDINGS = List.of(".json", ".txt", ".pkl", ".pickle", ".tsv", ".dict");

    private VocabularyFile() {}

    /**
     * What of the file fits.
     *
     * @param expectedRows rows of the embedding; 0 where no vocabulary is looked for
     * @param expectedTags outputs of a step; 0 where no tags are looked for
     * @throws ConversionException where it can't be read, or nothing in it fits; then the message has both sizes
     */
    public static FoundVocabularies read(Path path, int expectedRows, int expectedTags) {
        return read(path, expectedRows, expectedTags, Fit.ALL_ROWS);
    }

    /**
     * What of the file fits.
     *
     * @param fit whether the embedding may have more rows than the file has ids
     * @throws ConversionException likewise
     */
    public static FoundVocabularies read(Path path, int expectedRows, int expectedTags, Fit fit) {
        String file = String.valueOf(path.getFileName());
        byte[] bytes = bytes(path, file);
        List<Dictionary> dictionaries;
        KerasTokenizer tokenizer = null;
        if (isPickle(file, bytes)) {
            Object root = Pickle.read(file, bytes);
            if (root instanceof Set) {
                throw new ConversionException(
                        file + ": expected texts in an order, found a set, which has none: the ids"
                                + " of the training are not in it");
            }
            dictionaries = Dictionaries.in(root);
        } else if (file.toLowerCase(Locale.ROOT).endsWith(".json")) {
            Object root = JsonTree.read(file, text(file, bytes));
            root = root instanceof String json ? JsonTree.read(file, json) : root; // json.dump(tokenizer.to_json())
            tokenizer = KerasTokenizer.of(file, root);
            dictionaries = tokenizer == null ? Dictionaries.in(root) : List.of(tokenizer.dictionary());
        } else {
            dictionaries = List.of(TextDictionary.read(file, text(file, bytes)));
        }
        FoundVocabulary vocabulary =
                expectedRows == 0 ? null : vocabulary(file, dictionaries, tokenizer, expectedRows, fit);
        FoundTags tags = expectedTags == 0 ? null : tags(file, dictionaries, expectedTags);
        List<String> all = dictionaries.stream().map(Dictionary::described).toList();
        if (vocabulary == null && tags == null) {
            boolean larger =
                    expectedRows > 0 && dictionaries.stream().anyMatch(dictionary -> dictionary.size() > expectedRows);
            throw new ConversionException(file + ": expected " + expected(expectedRows, expectedTags) + ", found "
                    + (all.isEmpty() ? "no dictionary" : String.join("; ", all.subList(0, Math.min(8, all.size()))))
                    + (larger ? "; if it is the word_index of a Tokenizer(num_words=...), save its to_json()" : "")
                    + whyNoTags(dictionaries, expectedTags));
        }
        return new FoundVocabularies(vocabulary, tags, all);
    }

    /** Of a dictionary with as many entries as there are tags: why they are none. */
    private static String whyNoTags(List<Dictionary> dictionaries, int tags) {
        return (tags == 0 ? List.<Dictionary>of() : fitting(dictionaries, tags, 0))
                .stream()
                        .findFirst()
                        .map(dictionary -> ", which are no tags: " + TagLabels.whyNoTags(dictionary))
                        .orElse("");
    }

    private static String expected(int rows, int tags) {
        String ids = String.format(Locale.ROOT, "%,d ids, as many as the embedding has rows", rows);
        String labels = String.format(Locale.ROOT, "%,d tags, as many as the network has outputs", tags);
        return tags == 0 ? ids : rows == 0 ? labels : ids + ", or " + labels;
    }

    /** Files of the usual names beside the model, or in it where it is a folder, in the order of their names' likelihood. */
    public static List<Path> beside(Path model) {
        return beside(model, path -> likelihood(path) >= 0);
    }

    /**
     * Files beside the model that have an ending of vocabularies and a name that tells nothing, by their names. There are at most
     * {@value #MOST_OTHERS}, and a large one is none.
     */
    public static List<Path> othersBeside(Path model) {
        List<Path> others = beside(model, path -> likelihood(path) < 0 && hasUsualEnding(path) && isSmall(path));
        return others.subList(0, Math.min(MOST_OTHERS, others.size()));
    }

    private static List<Path> beside(Path model, Predicate<Path> wanted) {
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(model)) {
            folders.add(model.resolve("assets"));
            folders.add(model);
        }
        Path parent = model.toAbsolutePath().getParent();
        if (parent != null) {
            folders.add(parent);
        }
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(Files::isRegularFile)
                            .filter(path -> !path.equals(model) && wanted.test(path))
                            .sorted(Comparator.comparing(VocabularyFile::likelihood)
                                    .thenComparing(Comparator.naturalOrder()))
                            .forEach(found::add);
                } catch (IOException e) {
                    throw new ConversionException(
                            folder + ": expected a folder that can be read: " + e.getMessage(), e);
                }
            }
        }
        return found;
    }

    private static int likelihood(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return hasUsualEnding(path) ? USUAL_STEMS.indexOf(name.substring(0, name.lastIndexOf('.'))) : -1;
    }

    private static boolean hasUsualEnding(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot > 0 && USUAL_ENDINGS.contains(name.substring(dot));
    }

    private static boolean isSmall(Path path) {
        try {
            return Files.size(path) <= MOST_BYTES_OF_OTHERS;
        } catch (IOException e) {
            return false; // it went away
        }
    }

    private static byte[] bytes(Path path, String file) {
        try {
            long size = Files.size(path);
            if (size > MOST_BYTES) {
                throw new ConversionException(
                        file + ": expected a vocabulary of at most " + MOST_BYTES + " bytes, found " + size);
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new ConversionException(file + ": expected a file that can be read: " + e, e);
        }
    }

    private static boolean isPickle(String file, byte[] bytes) {
        return file.toLowerCase(Locale.ROOT).matches(".*\\.(pkl|pickle|p)") || Pickle.isLikely(bytes);
    }

    private static String text(String file, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new ConversionException(
                    file + ": expected text in UTF-8, found other bytes; write it again with encoding=\"utf-8\"", e);
        }
    }

    private static @Nullable FoundVocabulary vocabulary(
            String file, List<Dictionary> dictionaries, @Nullable KerasTokenizer tokenizer, int rows, Fit fit) {
        List<Dictionary> fitting = fitting(dictionaries, rows, 0);
        for (int spare = 1; spare <= SPARE_ROWS && fitting.isEmpty(); spare++) {
            fitting = fitting(dictionaries, rows, spare);
        }
        if (fitting.isEmpty() && fit == Fit.FEWER_IDS) {
            fitting = smaller(dictionaries, rows);
        }
        if (fitting.isEmpty()) {
            return null;
        }
        Dictionary taken = theOne(file, fitting, rows, name -> name.matches("(?i).*(word|char|token|vocab).*"));
        int spare = rows - (int) taken.size();
        List<Fact> facts = new ArrayList<>();
        String value = String.format(Locale.ROOT, "%s in %s = embedding rows", taken.described(), file);
        facts.add(
                spare == 0
                        ? new Fact("vocabulary", value, Origin.READ)
                        : Fact.assumed(
                                "vocabulary",
                                value + " less " + spare + " without a text"
                                        + (spare > SPARE_ROWS ? ", which no text can reach" : ""),
                                "texts in --recorded"));
        List<String> entries = taken.byId(file, rows);
        return tokenizer != null ? tokenizer.vocabulary(entries, facts) : SpecialEntries.vocabulary(entries, facts);
    }

    /** Places in a list are no ids where something was put before it, so a list must have the very size. */
    private static List<Dictionary> fitting(List<Dictionary> dictionaries, int size, int spare) {
        return dictionaries.stream()
                .filter(dictionary -> dictionary.size() + spare == size && (spare == 0 || dictionary.numbered()))
                .toList();
    }

    /** Those that say their ids, none of them a row's beyond the embedding, and that are neither tags nor counts. */
    private static List<Dictionary> smaller(List<Dictionary> dictionaries, int rows) {
        return dictionaries.stream()
                .filter(dictionary -> dictionary.numbered() && dictionary.size() < rows)
                .filter(dictionary -> dictionary.hasDistinctIds() && !TagLabels.areTags(dictionary))
                .toList();
    }

    private static @Nullable FoundTags tags(String file, List<Dictionary> dictionaries, int tags) {
        List<Dictionary> fitting = fitting(dictionaries, tags, 0).stream()
                .filter(TagLabels::areTags)
                .toList();
        if (fitting.isEmpty()) {
            return null;
        }
        Dictionary taken = theOne(file, fitting, tags, name -> name.matches("(?i).*(tag|label|ner).*"));
        return TagLabels.found(taken, taken.byId(file, tags), file);
    }

    /** The only one; of several with the same contents the first; of several the only one with a telling name. */
    private static Dictionary theOne(String file, List<Dictionary> fitting, int size, Predicate<String> telling) {
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        List<Dictionary> candidates =
                fitting.stream().filter(Dictionary::hasDistinctIds).toList(); // counts are not
        List<List<String>> contents = candidates.stream()
                .map(dictionary -> dictionary.byId(file, size))
                .distinct()
                .toList();
        if (contents.size() == 1) {
            return candidates.get(0);
        }
        List<Dictionary> named = candidates.stream()
                .filter(dictionary -> telling.test(dictionary.name()))
                .toList();
        if (named.size() == 1) {
            return named.get(0);
        }
        throw new ConversionException(file + ": expected one dictionary of "
                + String.format(Locale.ROOT, "%,d", size)
                + " entries, found several that differ: "
                + fitting.stream().map(Dictionary::name).toList()
                + "; write the right one to a file of its own");
    }
}
