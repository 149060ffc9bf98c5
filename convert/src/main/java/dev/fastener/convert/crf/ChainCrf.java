package dev.fastener.convert.crf;

import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.SourceCrf;
import dev.fastener.model.Head.Decoding;
import dev.fastener.model.Matrix;
import dev.fastener.model.Transitions;
import java.util.List;

/**
 * {@code ChainCRF} of Philipp Gross, which anago and DeLFT took over: U [tags, tags], b_start and b_end, called energies but
 * maximised. Without a mask the boundaries stand at the ends of the padded row, with one at the ends of what is unmasked.
 */
final class ChainCrf {
    private ChainCrf() {}

    static CrfLayer read(CrfSource source) {
        CrfWeights weights = source.weights();
        int tags = weights.tags();
        if (weights.kernel() != null) {
            throw source.wrong("kernel", "expected U, b_start and b_end only, found " + weights.names());
        }
        Transitions transitions = new Transitions(
                new Matrix(tags, tags, weights.chain()),
                weights.vector(CrfWeights.LEFT),
                weights.vector(CrfWeights.RIGHT));
        return new CrfLayer(
                null,
                new SourceCrf("ChainCRF", transitions, Decoding.VITERBI, !source.masked(), true),
                List.of(
                        source.read("CRF", "ChainCRF: scores"),
                        source.read("pads", source.masked() ? "masked, not decoded" : "decoded like any step")));
    }
}
