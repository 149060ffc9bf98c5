package dev.fastener.app.convert;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceCrf;
import dev.fastener.convert.SourceNetwork;

/**
 * Whether a source had a CRF that its file lacks. Its last layer tells: probabilities are a source's results, logits are as
 * likely those of a softmax in the loss as what a CRF reads, and then nothing but the user knows.
 */
final class CrfQuestion {
    private CrfQuestion() {}

    /** Asks whether the source had a CRF, where nothing else answers; the question has the three ways out. */
    static void ask(SourceNetwork network, SourceOptions options, boolean tagsRecorded, Questions questions) {
        boolean told = options.crf != null
                || options.transitions != null
                || options.fitCrf != null
                || tagsRecorded
                || network.crf() != null
                || network.signature().probabilities();
        if (!told) {
            questions.ask("the file holds no transitions, and its last layer gives logits, as one before a CRF does;"
                    + " three ways on:\n" + ways());
        }
    }

    /**
     * What the tags rest on.
     *
     * @param network of which nothing is left to {@link #ask}
     */
    static Fact answer(SourceNetwork network, SourceOptions options) {
        SourceCrf crf = network.crf();
        if (options.crf != null) {
            return new Fact("CRF", "none: each step takes its best tag", Origin.GIVEN);
        }
        if (options.transitions != null) {
            return new Fact("CRF", "transitions from " + options.transitions.getFileName(), Origin.GIVEN);
        }
        if (options.fitCrf != null) {
            if (crf != null) {
                throw new ConversionException("--fit-crf: expected a file without transitions, found those of "
                        + crf.dialect() + "; leave the option out");
            }
            if (network.signature().probabilities()) {
                throw new ConversionException("--fit-crf: expected logits as the last layer's outputs, found"
                        + " probabilities, which no CRF reads; leave the option out");
            }
            return new Fact("CRF", "fitted to " + options.fitCrf.getFileName(), Origin.GIVEN);
        }
        if (crf != null) {
            return new Fact("CRF", crf.dialect(), ofSign(network));
        }
        return network.signature().probabilities()
                ? new Fact("CRF", "none: the last layer gives probabilities", Origin.READ)
                : new Fact("CRF", "none: the recorded tags are each step's best", Origin.RECORDED);
    }

    /** A dialect is known as well as the sign that tells it from another of the same weights. */
    private static Origin ofSign(SourceNetwork network) {
        return network.facts().stream()
                .filter(fact -> fact.name().equals(Fact.CRF_SIGN))
                .map(Fact::origin)
                .findFirst()
                .orElse(Origin.READ);
    }

    private static String ways() {
        return """
                --transitions FILE, saved in the source by one of
                    np.save("transitions.npy", model.transition_params.numpy())      # tfa.text.crf_log_likelihood
                    np.save("transitions.npy", session.run(transitions))             # TensorFlow 1, by its variable
                    np.savez("transitions.npz", transitions=crf.chain_kernel.numpy(),
                             start=crf.left_boundary.numpy(), end=crf.right_boundary.numpy())   # tfa.layers.CRF
                    np.savez("transitions.npz", transitions=K.get_value(crf.U),
                             start=K.get_value(crf.b_start), end=K.get_value(crf.b_end))        # ChainCRF
                    np.savez("transitions.npz", transitions=crf.transitions.detach().numpy(),
                             start=crf.start_transitions.detach().numpy(), end=crf.end_transitions.detach().numpy())  # pytorch-crf
                --crf none, where it had no CRF: each step takes its best tag
                --fit-crf CORPUS, to learn transitions from labelled text; the network stays as it is""";
    }
}
