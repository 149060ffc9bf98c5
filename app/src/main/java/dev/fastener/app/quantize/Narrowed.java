package dev.fastener.app.quantize;

import dev.fastener.engine.Calibration;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Quantization;
import dev.fastener.model.TaggerModel;
import dev.fastener.quantize.Parts;
import dev.fastener.quantize.Plan;
import dev.fastener.quantize.Quantizer;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Models in fp32 in, the same with all recurrent layers in one precision out. */
public final class Narrowed {
    /** Sentences that activations are measured on, and steps of one batch. */
    private static final int CALIBRATION_SENTENCES = 512;

    private static final int BATCH_SENTENCES = 32;

    private Narrowed() {}

    /** The scales of activations by matrix, as {@link Calibration} measures them on the first of the sentences. */
    public static Map<String, Float> activationScales(TaggerModel wide, List<LabelledSentence> sentences) {
        int most = Math.min(CALIBRATION_SENTENCES, sentences.size());
        Encoder encoder = new Encoder(wide);
        List<EncodedBatch> batches = new ArrayList<>();
        for (int from = 0; from < most; from += BATCH_SENTENCES) {
            batches.add(encoder.encodeTokens(sentences.subList(from, Math.min(from + BATCH_SENTENCES, most)))
                    .batch());
        }
        return Calibration.activationScales(wide, batches);
    }

    /** @param activationScales empty where they may be measured when an engine loads the model */
    public static TaggerModel of(
            TaggerModel wide, Quantization.Precision precision, Map<String, Float> activationScales) {
        return Quantizer.quantize(wide, Plan.uniform(Parts.of(wide), precision, false), activationScales);
    }
}
