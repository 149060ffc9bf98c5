package dev.fastener.convert.crf;

import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceCrf;
import dev.fastener.model.Dense;
import dev.fastener.model.Head.Decoding;
import dev.fastener.model.Matrix;
import dev.fastener.model.Transitions;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code tfa.layers.CRF}, keras-crf's, which is a shell around it, and tf2crf's, which calls the same functions. They hold
 * scores. A dense layer may stand inside: always in keras-crf and tfa unless use_kernel=False, in tf2crf where units is given. In TensorFlow
 * Addons before its release and in tf_crf_layer its kernel and bias are the layer's own, and it may have an activation.
 *
 * <p>Without a mask pads are steps, and the boundaries stand at the ends of the padded row; with one they stand at the ends of
 * what is unmasked.
 */
final class AddonsCrf {
    private AddonsCrf() {}

    /** @param sign how it is known that the layer holds scores */
    static CrfLayer read(CrfSource source, Origin sign) {
        CrfWeights weights = source.weights();
        int tags = weights.tags();
        source.requireUnits(tags);
        source.requireFlag("use_kernel", weights.has(CrfWeights.KERNEL));
        source.requireFlag("use_boundary", weights.has(CrfWeights.LEFT));
        Matrix kernel = weights.kernel();
        Dense dense =
                kernel == null ? null : new Dense(kernel, weights.vector(CrfWeights.BIAS), source.oddActivation());
        Transitions transitions = new Transitions(
                new Matrix(tags, tags, weights.chain()),
                weights.vector(CrfWeights.LEFT),
                weights.vector(CrfWeights.RIGHT));
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("CRF of " + source.layer(), "TensorFlow Addons: scores", sign));
        facts.add(source.sign("scores", sign));
        facts.add(source.read("pads", source.masked() ? "on the right, masked, not decoded" : "decoded like any step"));
        return new CrfLayer(
                dense,
                new SourceCrf("tensorflow_addons", transitions, Decoding.VITERBI, !source.masked(), false),
                facts);
    }
}
