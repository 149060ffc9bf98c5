package dev.fastener.app.tag;

import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.Matrix;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A model whose tags one can tell by looking: a run of the letters A to Z is an ORG, all else is outside. */
public final class LettersModel {
    private LettersModel() {}

    public static Path writeTo(Path folder) throws IOException {
        List<String> entries = new ArrayList<>(List.of("", ""));
        entries.addAll(List.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("")));
        float[] kinds = new float[2 * entries.size()];
        for (int id = 1; id < entries.size(); id++) {
            kinds[2 * id + (id == 1 ? 0 : 1)] = 1;
        }
        float[] moves = {0, 0, 0, 0, 0, 1, 0, 0, 1};
        TaggerModel model = new TaggerModel(
                List.of(new Feature(
                        "input",
                        FeatureUnit.CHARACTER,
                        new Vocabulary(entries, 0, 1),
                        new Matrix(entries.size(), 2, kinds))),
                FeatureJoin.CONCAT,
                List.of(new Dense(new Matrix(2, 3, new float[] {9, 0, 0, 0, 9, 9}), new float[3], Activation.LINEAR)),
                new Head(
                        Head.Decoding.VITERBI,
                        new Transitions(new Matrix(3, 3, moves), new float[3], new float[3]),
                        false,
                        true),
                new TagSet(List.of("O", "B-ORG", "I-ORG"), TagFormat.of(TagScheme.BIO)),
                TextRules.trained(TextRules.Unit.CHARACTER, 100),
                Quantization.NONE,
                null,
                Provenance.UNKNOWN);
        Path file = folder.resolve("letters.onnx");
        OnnxWriter.write(model, file);
        return file;
    }
}
