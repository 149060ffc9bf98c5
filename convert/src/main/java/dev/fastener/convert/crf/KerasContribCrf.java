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
 * {@code keras_contrib.layers.CRF}. It holds energies and looks for the path with the least: kernel, bias, chain and
 * boundaries change their sign.
 *
 * <p>Without a mask the boundaries stand at the ends of the padded row, and the path is looked for one step too far. With one,
 * the left boundary stands at the first unmasked step and the right one nowhere: it is put on a masked step that is followed by
 * an unmasked one, where nothing counts.
 *
 * <p>Its marginal mode gives no marginals: see {@link Decoding#MARGINAL_KERAS_CONTRIB}.
 */
final class KerasContribCrf {
    private KerasContribCrf() {}

    /** @param sign how it is known that the layer holds energies */
    static CrfLayer read(CrfSource source, Origin sign) {
        CrfWeights weights = source.weights();
        int tags = weights.tags();
        source.requireUnits(tags);
        source.requireFlag("use_bias", weights.has(CrfWeights.BIAS));
        source.requireFlag("use_boundary", weights.has(CrfWeights.LEFT));
        Matrix kernel = weights.kernel();
        if (kernel == null) {
            throw source.wrong("kernel", "expected a weight, found only " + weights.names());
        }
        Decoding decoding = decoding(source);
        Dense dense = new Dense(
                new Matrix(kernel.rows(), tags, negated(kernel.values())),
                negated(weights.vector(CrfWeights.BIAS)),
                source.oddActivation());
        Transitions transitions = new Transitions(
                new Matrix(tags, tags, negated(weights.chain())),
                negated(weights.vector(CrfWeights.LEFT)),
                source.masked() ? new float[tags] : negated(weights.vector(CrfWeights.RIGHT)));
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("CRF of " + source.layer(), "keras_contrib: energies, so every sign is changed", sign));
        facts.add(source.sign("energies", sign));
        if (source.masked() && weights.has(CrfWeights.RIGHT)) {
            facts.add(source.read("right boundary", "without effect, as keras_contrib has it under a mask"));
        }
        facts.add(source.read("pads", source.masked() ? "masked, not decoded" : "decoded like any step"));
        if (source.has("test_mode")) {
            facts.add(source.read("decoding", decoding.toString()));
        } else {
            facts.add(source.assumed("decoding", decoding + " (test_mode=\"viterbi\"): the file holds weights only"));
        }
        return new CrfLayer(
                dense, new SourceCrf("keras_contrib", transitions, decoding, !source.masked(), true), facts);
    }

    private static Decoding decoding(CrfSource source) {
        String byLearning = source.string("learn_mode", "join").equals("join") ? "viterbi" : "marginal";
        String mode = source.string("test_mode", byLearning);
        return switch (mode) {
            case "viterbi" -> source.masked() ? Decoding.VITERBI : Decoding.VITERBI_KERAS_CONTRIB;
            case "marginal" -> Decoding.MARGINAL_KERAS_CONTRIB;
            default -> throw source.wrong("test_mode", "expected viterbi or marginal, found " + mode);
        };
    }

    private static float[] negated(float[] energies) {
        float[] scores = new float[energies.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = 0 - energies[i]; // no negative zero
        }
        return scores;
    }
}
