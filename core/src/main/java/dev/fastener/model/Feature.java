package dev.fastener.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One thing that is looked up at each step, and one input of the ONNX file: int32 [batch, sequence].
 *
 * @param name of the ONNX input: "input" for the first feature, "input_bigram" and the like for the others
 * @param unit which piece of text is looked up
 * @param vocabulary from that piece to a row of the embedding
 * @param embedding [vocabulary size, dimension]
 */
public record Feature(String name, FeatureUnit unit, Vocabulary vocabulary, Matrix embedding) {
    public Feature {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("feature name: expected letters, digits and _, found \"" + name + "\"");
        }
        if (name.equals("output_1")) {
            throw new IllegalArgumentException("feature name: output_1 is the name of the output, expected another");
        }
        embedding.requireShape("embedding of " + name, vocabulary.size(), embedding.columns());
    }

    /**
     * This feature with a pad that no text has: where the source fills up with the id of a character or of unknown text, or with
     * none, the pad gets an id and a row of zeros behind all others, and every text keeps its own.
     */
    public Feature withPadOfItsOwn() {
        if (vocabulary.padId() != Vocabulary.NO_PAD && !vocabulary.padIsText()) {
            return this;
        }
        List<String> entries = new ArrayList<>(vocabulary.entries());
        entries.add("");
        float[] rows = Arrays.copyOf(embedding.values(), entries.size() * embedding.columns());
        return new Feature(
                name,
                unit,
                new Vocabulary(entries, vocabulary.size(), vocabulary.unknownId()),
                new Matrix(entries.size(), embedding.columns(), rows));
    }
}
