package dev.fastener.engine;

import dev.fastener.kernel.FusedKernels;
import dev.fastener.kernel.WeightPrecision;
import dev.fastener.kernel.Workers;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Finds the scales of the activations of an int8 network: those stored with the model, or else the largest magnitudes that
 * each layer and direction gives in fp32 on a seeded sample of ids. {@link #activationScales} measures those to be stored.
 */
public final class Calibration {
    private static final long SEED = 20;
    private static final int SEQUENCES = 32;
    private static final int STEPS = 40;

    /** Largest magnitude of an integer activation. */
    private static final float LIMIT = 127f;

    private Calibration() {}

    /**
     * The scales of what narrow recurrent weights are multiplied with, by the matrix's name in docs/model-file.md: the largest
     * magnitude in fp32 over {@code sample}, divided by 127; of {@code R}, over both directions. Empty for a model that the
     * fused engine doesn't run.
     */
    public static Map<String, Float> activationScales(TaggerModel model, List<EncodedBatch> sample) {
        Map<String, Float> scales = new HashMap<>();
        if (!FusedEngine.supports(model)) {
            return scales;
        }
        EngineOptions options = EngineOptions.forBulk().withPrecision(Precision.FP32);
        FusedKernels kernels = FusedEngine.kernels(model, options);
        int layers = model.body().size();
        ActivationScales largest = ActivationScales.none(layers);
        try (Workers workers = new Workers(1)) {
            measure(model, kernels, FusedEngine.tableBytes(options), workers, sample, largest);
        }
        for (int l = 0; l < layers; l++) {
            if (FusedNetwork.recurrent(model, l)) {
                float[] outputs = largest.outputs()[l];
                scales.put("body." + l + ".W", largest.inputs()[l]);
                scales.put("body." + l + ".R", Math.max(outputs[0], outputs[1]));
            }
        }
        return scales;
    }

    /** Whether a network in this precision needs scales that the model doesn't hold. */
    static boolean needed(TaggerModel model, Precision precision) {
        for (int l = 0; l < model.body().size(); l++) {
            if (narrow(model, l, precision)
                    && (storedScale(model, l, "R") == 0 || (l > 0 && storedScale(model, l, "W") == 0))) {
                return true;
            }
        }
        return false;
    }

    /** The scales that a network in this precision computes with. */
    static ActivationScales scales(
            TaggerModel model, FusedKernels kernels, Precision precision, long tableBytes, Workers workers) {
        int layers = model.body().size();
        ActivationScales scales = ActivationScales.none(layers);
        if (needed(model, precision)) {
            measure(model, kernels, tableBytes, workers, List.of(randomIds(model)), scales);
        }
        for (int l = 0; l < layers; l++) {
            if (!narrow(model, l, precision)) {
                continue;
            }
            float input = storedScale(model, l, "W");
            float output = storedScale(model, l, "R");
            scales.inputs()[l] = input == 0 ? scales.inputs()[l] : input;
            for (int d = 0; d < 2; d++) {
                scales.outputs()[l][d] = output == 0 ? scales.outputs()[l][d] : output;
            }
        }
        return scales;
    }

    private static boolean narrow(TaggerModel model, int layer, Precision precision) {
        return model.body().get(layer) instanceof Recurrent
                && FusedNetwork.width(model, layer, precision) == WeightPrecision.INT8;
    }

    private static float storedScale(TaggerModel model, int layer, String matrix) {
        @Nullable MatrixQuantization stored = FusedNetwork.stored(model, layer, matrix);
        return stored == null ? 0f : stored.activationScale();
    }

    private static void measure(
            TaggerModel model,
            FusedKernels kernels,
            long tableBytes,
            Workers workers,
            List<EncodedBatch> sample,
            ActivationScales scales) {
        try (FusedNetwork network = FusedNetwork.prepare(
                        model,
                        kernels,
                        Precision.FP32,
                        ActivationScales.none(model.body().size()),
                        tableBytes,
                        workers);
                FusedWorkspace workspace = new FusedWorkspace(network, workers)) {
            for (EncodedBatch batch : sample) {
                workspace.score(batch, 0, batch.sequences(), 1, FusedEngine.emptyScores(model, batch));
                network.measure(workspace.group(), scales);
            }
        }
        for (int l = 0; l < scales.inputs().length; l++) {
            scales.inputs()[l] = scale(scales.inputs()[l]);
            for (int d = 0; d < 2; d++) {
                scales.outputs()[l][d] = scale(scales.outputs()[l][d]);
            }
        }
    }

    /**
     * The scale for a largest magnitude, which is rounded up to eight binary digits first: so tiers that differ by rounding
     * find the same scale.
     */
    private static float scale(float largest) {
        int bits = Float.floatToIntBits(largest);
        return Float.intBitsToFloat((bits + 0xffff) & 0xffff0000) / LIMIT;
    }

    /** 32 sequences of 40 ids, or of the model's length where that is less; seeded. */
    public static EncodedBatch randomIds(TaggerModel model) {
        Random random = new Random(SEED);
        boolean limited = model.text().maxLength() > 0;
        int steps = limited ? Math.min(STEPS, model.text().maxLength()) : STEPS;
        int[] offsets = new int[SEQUENCES + 1];
        for (int s = 0; s < SEQUENCES; s++) {
            offsets[s + 1] = offsets[s] + steps;
        }
        int[][] ids = new int[model.features().size()][SEQUENCES * steps];
        for (int f = 0; f < ids.length; f++) {
            Vocabulary vocabulary = model.features().get(f).vocabulary();
            for (int i = 0; i < ids[f].length; i++) {
                int id = random.nextInt(vocabulary.size());
                ids[f][i] = id == vocabulary.padId() ? (id + 1) % vocabulary.size() : id;
            }
        }
        return new EncodedBatch(ids, offsets);
    }
}
