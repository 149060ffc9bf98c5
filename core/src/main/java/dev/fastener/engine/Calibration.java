package dev.fastener.engine;

import dev.fastener.kernel.FusedKernels;
import dev.fastener.kernel.WeightPrecision;
import dev.fastener.kernel.Workers;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Finds the scales of the activations of an int8 network: those stored with the model, or else the largest magnitudes that
 * each layer and direction gives in fp32 on a seeded sample of ids.
 */
final class Calibration {
    private static final long SEED = 20;
    private static final int SEQUENCES = 32;
    private static final int STEPS = 40;

    /** Largest magnitude of an integer activation. */
    private static final float LIMIT = 127f;

    private Calibration() {}

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
            measure(model, kernels, tableBytes, workers, scales);
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
            TaggerModel model, FusedKernels kernels, long tableBytes, Workers workers, ActivationScales scales) {
        try (FusedNetwork network = FusedNetwork.prepare(
                        model,
                        kernels,
                        Precision.FP32,
                        ActivationScales.none(model.body().size()),
                        tableBytes,
                        workers);
                FusedWorkspace workspace = new FusedWorkspace(network, workers)) {
            EncodedBatch sample = sample(model);
            workspace.score(sample, 0, sample.sequences(), 1, FusedEngine.emptyScores(model, sample));
            network.measure(workspace.group(), scales);
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

    private static EncodedBatch sample(TaggerModel model) {
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
