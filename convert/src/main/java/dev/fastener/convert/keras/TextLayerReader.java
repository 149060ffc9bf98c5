package dev.fastener.convert.keras;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.SourceText;
import dev.fastener.convert.SourceText.Kind;
import dev.fastener.convert.SourceText.Split;
import dev.fastener.convert.SourceText.Standardize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Layers that make ids of text inside a model, as far as an id for each step is what they give. */
final class TextLayerReader {
    private static final Set<String> CLASSES = Set.of("TextVectorization", "StringLookup");

    /** Entries of one layer. */
    private static final int MOST_ENTRIES = 1 << 22;

    private TextLayerReader() {}

    /** Whether {@link #read} takes it. */
    static boolean knows(LayerConfig layer) {
        return !layer.foreign() && CLASSES.contains(layer.className());
    }

    /**
     * What the layer says.
     *
     * @param width strings of a row that reach it: 1 for a whole text, 0 for any number
     * @param vocabulary the file {@code vocabulary.txt} that the container keeps for it; null where there is none
     * @throws ConversionException where it does what no text rule of ours can
     */
    static SourceText read(LayerConfig layer, int width, byte @Nullable [] vocabulary) {
        String mode = layer.text("output_mode", "int");
        if (!mode.equals("int")) {
            throw layer.refuse("output_mode=" + mode + ": it gives one vector for the whole text, expected int");
        }
        return layer.className().equals("TextVectorization")
                ? textVectorization(layer, width, vocabulary)
                : stringLookup(layer, width, vocabulary);
    }

    private static SourceText textVectorization(LayerConfig layer, int width, byte @Nullable [] vocabulary) {
        if (layer.config().get("ngrams") != null) {
            throw layer.refuse("ngrams=" + layer.config().get("ngrams")
                    + ": it looks up runs of words too, which belong to no one step");
        }
        layer.requireNot("ragged", "its rows have no pads");
        Split split = switch (function(layer, "split", "whitespace")) {
            case "none" -> Split.NONE;
            case "whitespace" -> Split.WHITESPACE;
            case "character" -> Split.CHARACTER;
            default -> throw code(layer, "split");
        };
        if (split == Split.NONE && width == 1) {
            throw layer.refuse("split=None of one string: it makes a whole text one step");
        }
        Standardize standardize = switch (function(layer, "standardize", "lower_and_strip_punctuation")) {
            case "none" -> Standardize.NONE;
            case "lower" -> Standardize.LOWER;
            case "strip_punctuation" -> Standardize.STRIP_PUNCTUATION;
            case "lower_and_strip_punctuation" -> Standardize.LOWER_AND_STRIP_PUNCTUATION;
            default -> throw code(layer, "standardize");
        };
        List<String> entries = entries(layer, List.of("", "[UNK]"), vocabulary);
        return new SourceText(
                layer.name(),
                Kind.TEXT_VECTORIZATION,
                entries,
                1,
                "",
                standardize,
                split,
                layer.single("output_sequence_length", 0),
                layer.text("encoding", "utf-8"));
    }

    private static SourceText stringLookup(LayerConfig layer, int width, byte @Nullable [] vocabulary) {
        layer.requireNot("invert", "it makes entries of ids");
        int unknowns = layer.single("num_oov_indices", 1);
        if (unknowns < 0 || unknowns > 1) {
            throw layer.refuse("num_oov_indices=" + unknowns
                    + ": a hash spreads unknown entries over several ids; expected 0 or 1");
        }
        String mask = layer.config().get("mask_token") instanceof String token ? token : null;
        List<String> special = new ArrayList<>();
        if (mask != null) {
            special.add(mask);
        }
        if (unknowns == 1) {
            special.add(layer.text("oov_token", "[UNK]"));
        }
        List<String> entries = entries(layer, special, vocabulary);
        return new SourceText(
                layer.name(),
                Kind.STRING_LOOKUP,
                entries,
                unknowns == 0 ? -1 : special.size() - 1,
                mask,
                Standardize.NONE,
                Split.NONE,
                width,
                layer.text("encoding", "utf-8"));
    }

    /** A setting that names one of Keras' own functions, or Python code as text or an object. */
    private static String function(LayerConfig layer, String key, String otherwise) {
        Object value = layer.config().containsKey(key) ? layer.config().get(key) : otherwise;
        return value == null ? "none" : value instanceof String text ? text : "an object";
    }

    private static ConversionException code(LayerConfig layer, String key) {
        return layer.refuse(key + "=" + function(layer, key, "")
                + ": Python code, which isn't in the file; cut the texts outside of the model, take the layer's"
                + " get_vocabulary() as --vocab and convert a model of ids");
    }

    /** By id, with empty strings for the special ones, which a given vocabulary may begin with. */
    private static List<String> entries(LayerConfig layer, List<String> special, byte @Nullable [] file) {
        Object given = layer.config().get("vocabulary");
        List<String> entries = new ArrayList<>();
        if (given instanceof List<?> list) {
            for (Object entry : list) {
                if (!(entry instanceof String text)) {
                    throw layer.refuse("expected strings as its vocabulary, found " + entry);
                }
                entries.add(text);
            }
        } else if (given != null) {
            throw layer.refuse("its vocabulary is a file outside of this one (" + given
                    + "); give the layer the list of its entries and save the model again");
        } else if (file != null) {
            // As Keras writes it; an entry that is a line break makes it another number of lines.
            Collections.addAll(entries, new String(file, UTF_8).split("\n", -1));
        } else {
            throw layer.refuse("its vocabulary isn't in this file, as HDF5 doesn't keep it: save the model as .keras");
        }
        int first = special.size();
        boolean whole = entries.size() >= first && entries.subList(0, first).equals(special);
        if (whole) {
            entries = entries.subList(first, entries.size());
        } else if (given == null) {
            throw layer.refuse("expected a vocabulary.txt that begins with " + special + ", found "
                    + entries.subList(0, Math.min(first, entries.size())));
        }
        int size = first + entries.size();
        int expected = layer.single("vocabulary_size", size);
        if (size != expected || size > MOST_ENTRIES) {
            throw layer.refuse("expected " + expected + " entries, its vocabulary_size, found " + size
                    + (given == null ? " lines in vocabulary.txt; is an entry a line break?" : ""));
        }
        List<String> byId = new ArrayList<>(Collections.nCopies(first, ""));
        byId.addAll(entries);
        return byId;
    }
}
