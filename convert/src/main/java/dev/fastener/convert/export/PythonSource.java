package dev.fastener.convert.export;

import dev.fastener.model.Feature;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import java.util.List;
import java.util.Locale;

/** The Python source of a model: it builds it in Keras 2 or 3, loads the weights, and decodes. */
final class PythonSource {
    private static final String HARD_SIGMOIDS = """


            clip = keras.ops.clip if hasattr(keras, "ops") else keras.backend.clip


            def hard_sigmoid_2(x):
                \"""What Keras 2 calls hard_sigmoid.\"""
                return clip(0.2 * x + 0.5, 0.0, 1.0)


            def hard_sigmoid_3(x):
                \"""What Keras 3 calls hard_sigmoid.\"""
                return clip(x / 6.0 + 0.5, 0.0, 1.0)
            """;

    private static final String HARD_SIGMOID_SCOPE =
            "with keras.utils.custom_object_scope({f.__name__: f for f in (hard_sigmoid_2, hard_sigmoid_3)}):";

    private static final String TAGGING = """


            def scores(model, *features):
                \"""The padded scores, [sentences, steps, tags]; features: for each input the ids of all sentences.\"""
                length = LENGTH or max(len(ids) for ids in features[0])
                batches = []
                for sentences, pad in zip(features, PADS):
                    batch = np.full((len(sentences), length), pad, "int32")
                    for row, ids in zip(batch, sentences):
                        row[first(ids, length): first(ids, length) + len(ids)] = ids
                    batches.append(batch)
                return np.asarray(model(batches if len(batches) > 1 else batches[0], training=False), "float64")


            def first(ids, length):
                \"""Place of a sentence's first step in its padded row.\"""
                return %s


            def tags(model, crf, *features):
                \"""The tags of each sentence, by their numbers in TAGS.\"""
                padded = scores(model, *features)
                found = []
                for row, ids in zip(padded, features[0]):
                    at = first(ids, padded.shape[1])
                    %s
                return found
            """;

    private final TaggerModel model;
    private final String weightsFile;
    private final Network network;
    private final Decoding decoding;

    PythonSource(TaggerModel model, String weightsFile, Network network, Decoding decoding) {
        this.model = model;
        this.weightsFile = weightsFile;
        this.network = network;
        this.decoding = decoding;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        header(text);
        text.append("TAGS = ").append(list(model.tags().labels())).append("\n");
        text.append("# Id that fills each input up.\nPADS = ");
        List<Integer> pads = model.features().stream()
                .map(Feature::vocabulary)
                .map(Vocabulary::padId)
                .map(pad -> Math.max(0, pad))
                .toList();
        text.append(pads).append("\n");
        boolean visible = model.text().padding() instanceof PaddingRule.Visible;
        text.append("# Length of all rows; 0 where pads don't count.\nLENGTH = ")
                .append(visible ? model.text().maxLength() : 0)
                .append("\n");
        text.append(decoding.constraints());
        if (network.hardSigmoids()) {
            text.append(HARD_SIGMOIDS);
        }
        text.append("\n\ndef build():\n    \"\"\"The model without its weights.\"\"\"\n");
        String indent = "    ";
        if (network.hardSigmoids()) {
            text.append(indent).append(HARD_SIGMOID_SCOPE).append("\n");
            indent = "        ";
        }
        for (String line : network.lines()) {
            text.append(indent).append(line).append("\n");
        }
        text.append("\n\ndef load(path=").append(quoted(weightsFile)).append("):\n");
        text.append("    \"\"\"The model with its weights, and what decode() needs.\"\"\"\n");
        text.append("    model = build()\n    model.load_weights(path)\n");
        text.append(decoding.loading());
        text.append("    return model, crf\n\n\n");
        text.append(decoding.functions());
        boolean before = model.text().padSide() == TextRules.Side.PRE;
        text.append(TAGGING.formatted(
                before ? "length - len(ids)" : "0",
                model.head().overPads()
                        ? "found.append(decode(row, crf)[at: at + len(ids)])"
                        : "found.append(decode(row[at: at + len(ids)], crf) if ids else [])"));
        return text.toString();
    }

    private void header(StringBuilder text) {
        TextRules rules = model.text();
        text.append("\"\"\"A tagger that Fastener wrote for Keras 2.15 and Keras 3; its weights are in ")
                .append(plain(weightsFile))
                .append(".\n\n");
        text.append("    model, crf = load()\n    tags(model, crf, [[4, 5, 6], [7, 8]])   # ids of two sentences\n\n");
        text.append("A step is a ").append(rules.unit().name().toLowerCase(Locale.ROOT));
        text.append(rules.lowercase() != TextRules.Lowercase.NONE ? ", in lower case" : "");
        text.append(rules.digitsToZero() ? ", digits as 0" : "");
        text.append(rules.fullWidthToHalf() ? ", full-width letters as ASCII" : "")
                .append(". Inputs:\n");
        for (Feature feature : model.features()) {
            int unknown = feature.vocabulary().unknownId();
            text.append("  ")
                    .append(feature.name())
                    .append(": ids of ")
                    .append(feature.unit().name().toLowerCase(Locale.ROOT));
            text.append("s, ")
                    .append(unknown < 0 ? "unknown ones left out" : "unknown ones " + unknown)
                    .append("\n");
        }
        text.append("\"\"\"\n\n").append(decoding.loading().contains("h5py") ? "import h5py\n" : "");
        text.append("import keras\nimport numpy as np\nfrom keras import layers as L\n\n");
    }

    private static String list(List<String> texts) {
        return "[" + String.join(", ", texts.stream().map(PythonSource::quoted).toList()) + "]";
    }

    /** A literal; whatever stands in a label, it stays one. */
    static String quoted(String text) {
        StringBuilder literal = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                literal.append('\\').appendCodePoint(c);
            } else if (Character.isLetterOrDigit(c) || c > 0x20 && c < 0x7f || c == ' ') {
                literal.appendCodePoint(c);
            } else {
                literal.append(String.format(Locale.ROOT, "\\U%08x", c));
            }
        });
        return literal.append('"').toString();
    }

    /** Of a file's name what can't end a docstring. */
    private static String plain(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}._ -]", "_");
    }
}
