package dev.fastener.convert.crf;

import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.SourceCrf;
import dev.fastener.model.Head.Decoding;
import dev.fastener.model.Matrix;
import dev.fastener.model.Transitions;
import java.util.List;

/**
 * {@code bert4keras.layers.ConditionalRandomField}: transitions and no boundaries. What the file holds is divided by
 * lr_multiplier, which made it learn faster. The layer itself passes its input on; the path is found by {@code
 * bert4keras.snippets.ViterbiDecoder} over one sentence without pads.
 */
final class Bert4kerasCrf {
    private Bert4kerasCrf() {}

    static CrfLayer read(CrfSource source) {
        CrfWeights weights = source.weights();
        int tags = weights.tags();
        if (weights.names().size() != 1) {
            throw source.wrong("weights", "expected the transitions only, found " + weights.names());
        }
        float multiplier = multiplier(source);
        float[] scores = weights.chain().clone();
        for (int i = 0; i < scores.length; i++) {
            scores[i] *= multiplier;
        }
        Transitions transitions = new Transitions(new Matrix(tags, tags, scores), new float[tags], new float[tags]);
        return new CrfLayer(
                null,
                new SourceCrf("bert4keras", transitions, Decoding.VITERBI, false, true),
                List.of(
                        source.read("CRF", "bert4keras: scores times lr_multiplier=" + multiplier),
                        source.assumed("pads", "not decoded"),
                        source.assumed("starts and ends", "every tag (ViterbiDecoder(trans), no starts=, no ends=)")));
    }

    private static float multiplier(CrfSource source) {
        Object value = source.config().get("lr_multiplier");
        if (value == null) {
            throw source.wrong(
                    "lr_multiplier",
                    "expected it in the layer's configuration, since the transitions are divided by it, found no"
                            + " configuration; save the whole model (model.save), or in Python"
                            + " np.save(\"transitions.npy\", K.eval(CRF.trans)) and give --transitions transitions.npy");
        }
        if (value instanceof Number number && number.doubleValue() > 0 && Float.isFinite(number.floatValue())) {
            return number.floatValue();
        }
        throw source.wrong("lr_multiplier", "expected a number above 0, found " + value);
    }
}
