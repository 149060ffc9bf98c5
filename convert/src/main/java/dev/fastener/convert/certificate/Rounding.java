package dev.fastener.convert.certificate;

import dev.fastener.engine.Engine;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.Feature;
import dev.fastener.model.Matrix;
import dev.fastener.model.TaggerModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How far a network's emissions move where its embeddings are rounded once more in fp32: some networks amplify the rounding of
 * every step, and then no two fp32 programs agree to five digits, the source's own framework on another processor neither.
 */
final class Rounding {
    private Rounding() {}

    /** The largest scaled difference of the emissions, in double precision, to those of embeddings one unit in the last place off. */
    static double of(TaggerModel model, Recording recording) {
        Recording exact = RandomRows.outputs(model, recording);
        try (Engine moved = new ScalarEngine(moved(model))) {
            return new Comparer(model, exact).compare(moved, 0).scaledDifference();
        }
    }

    private static TaggerModel moved(TaggerModel model) {
        Random random = new Random(2);
        List<Feature> features = new ArrayList<>();
        for (Feature feature : model.features()) {
            float[] values = feature.embedding().values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextBoolean() ? Math.nextUp(values[i]) : Math.nextDown(values[i]);
            }
            Matrix embedding =
                    new Matrix(feature.embedding().rows(), feature.embedding().columns(), values);
            features.add(new Feature(feature.name(), feature.unit(), feature.vocabulary(), embedding));
        }
        return new TaggerModel(
                features,
                model.join(),
                model.body(),
                model.head(),
                model.tags(),
                model.text(),
                model.quantization(),
                model.signature(),
                model.provenance());
    }
}
