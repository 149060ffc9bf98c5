package dev.fastener.convert.crf;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceCrf;
import dev.fastener.convert.Tensor;
import dev.fastener.model.Head.Decoding;
import dev.fastener.model.Matrix;
import dev.fastener.model.Transitions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A variable that went to {@code crf_log_likelihood} (tf.contrib.crf, tfa.text) and {@code viterbi_decode}. Both work on the
 * real steps of a sentence only.
 *
 * <p>Many TF1 taggers, FoolNLTK among them, have one more tag, the last, which stands before the sentence: logits of -1000
 * for all other tags there and for it everywhere else. Its row holds the start's scores; its column is never taken.
 */
final class FreeTransitions {
    private FreeTransitions() {}

    static Optional<CrfLayer> find(List<Tensor> candidates, int tags) {
        List<Tensor> fitting = candidates.stream()
                .filter(tensor -> Arrays.equals(tensor.shape(), new int[] {tags, tags})
                        || Arrays.equals(tensor.shape(), new int[] {tags + 1, tags + 1}))
                .toList();
        List<Tensor> named = fitting.stream().filter(FreeTransitions::isNamedSo).toList();
        List<Tensor> found = named.isEmpty() ? fitting : named;
        if (found.size() > 1) {
            throw new ConversionException("transitions of " + tags + " tags: expected one variable, found "
                    + found.stream().map(Tensor::name).toList()
                    + "; save the right one in Python (np.save(\"transitions.npy\", value)) and give --transitions"
                    + " transitions.npy");
        }
        return found.stream().findFirst().map(tensor -> layer(tensor, tags, !named.isEmpty()));
    }

    /** "crf_loss/transitions", and not the optimizer's "crf_loss/transitions/Adam". */
    private static boolean isNamedSo(Tensor tensor) {
        String name =
                tensor.name().substring(tensor.name().lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return name.contains("trans") || name.contains("crf");
    }

    private static CrfLayer layer(Tensor tensor, int tags, boolean named) {
        int stride = tensor.shape()[0];
        float[] scores = new float[tags * tags];
        float[] start = new float[tags];
        for (int from = 0; from < tags; from++) {
            System.arraycopy(tensor.values(), from * stride, scores, from * tags, tags);
        }
        boolean startRow = stride > tags;
        if (startRow) {
            System.arraycopy(tensor.values(), tags * stride, start, 0, tags);
        }
        Transitions transitions = new Transitions(new Matrix(tags, tags, scores), start, new float[tags]);
        return new CrfLayer(
                null,
                new SourceCrf("tensorflow", transitions, Decoding.VITERBI, false, true),
                List.of(
                        new Fact("transitions", tensor.name(), named ? Origin.READ : Origin.ASSUMED),
                        new Fact(
                                "start scores",
                                startRow ? "the last row of " + tensor.name() : "none",
                                startRow ? Origin.ASSUMED : Origin.READ),
                        new Fact("decoding", "Viterbi over the real steps (viterbi_decode)", Origin.ASSUMED)));
    }
}
