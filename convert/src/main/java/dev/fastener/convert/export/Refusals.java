package dev.fastener.convert.export;

import dev.fastener.convert.ConversionException;
import dev.fastener.model.Activation;
import dev.fastener.model.Layer;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a model may hold that Keras can't express. */
final class Refusals {
    private final String file;
    /** Whether what a layer gives at masked steps is part of the result: text may hold such steps. */
    private boolean masksText;

    private boolean zeroAtMasked;

    /** @param file its name, for messages */
    Refusals(String file) {
        this.file = file;
    }

    /** Throws a ConversionException that names what Keras can't express. */
    void check(TaggerModel model) {
        Vocabulary steps = model.features().get(0).vocabulary();
        PaddingRule rule = model.text().padding();
        if (!(rule instanceof PaddingRule.Visible) && steps.padId() != 0) {
            throw refuse("pad id", "0, the only id that Keras' mask_zero masks", String.valueOf(steps.padId()));
        }
        if (rule instanceof PaddingRule.Masked masked) {
            masksText = steps.padIsText();
            zeroAtMasked = masked.output() == MaskedOutput.ZERO;
        }
        series("layer", model.body());
    }

    /** The setting of a layer outside a Bidirectional that makes it give zeros at masked steps. */
    String zeroOutput() {
        return masksText && zeroAtMasked ? ", zero_output_for_mask=True" : "";
    }

    private void series(String path, List<Layer> layers) {
        for (int i = 0; i < layers.size(); i++) {
            String name = path + " " + (i + 1);
            if (layers.get(i) instanceof Recurrent recurrent) {
                recurrent(name, recurrent);
            } else if (layers.get(i) instanceof Parallel parallel) {
                parallel.branches().forEach(branch -> series(name + ", layer", branch));
            }
        }
    }

    private void recurrent(String name, Recurrent layer) {
        if (Stream.of(layer.forward(), layer.backward()).anyMatch(Refusals::hasPeepholes)) {
            throw refuse(name, "an LSTM as Keras has it", "one with peephole connections");
        }
        boolean backwardAlone = layer.forward() == null;
        boolean zeroForZero = Stream.of(Activation.TANH, Activation.RELU, Activation.LINEAR)
                .anyMatch(activation -> activation == layer.activation());
        if (backwardAlone && !zeroForZero) {
            throw refuse(
                    name,
                    "an activation that is 0 at 0 in a layer that runs backwards alone",
                    layer.activation().name());
        }
        if (masksText && !zeroAtMasked && layer.backward() != null) {
            throw refuse(
                    name,
                    "zeros at masked steps, as Keras' Bidirectional gives them",
                    "the output of the step before, in a model whose unknown characters are masked");
        }
    }

    private static boolean hasPeepholes(@Nullable RecurrentWeights direction) {
        return direction != null && direction.peepholes().length > 0;
    }

    private ConversionException refuse(String where, String expected, String found) {
        return new ConversionException(
                file + ", " + where + ": expected " + expected + ", found " + found + "; Keras can't express it");
    }
}
