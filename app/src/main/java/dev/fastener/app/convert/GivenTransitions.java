package dev.fastener.app.convert;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.crf.CrfDialects;
import dev.fastener.convert.recorded.NumpyArray;
import dev.fastener.convert.recorded.NumpyFile;
import dev.fastener.model.Transitions;
import java.nio.file.Path;
import java.util.List;

/** Transitions that a user saved with numpy, because the model's file lacks them. */
final class GivenTransitions {
    private GivenTransitions() {}

    static Transitions read(Path file, int tags) {
        List<Tensor> tensors =
                NumpyFile.read(file).stream().map(NumpyArray::tensor).toList();
        return CrfDialects.transitions(tensors, tags)
                .map(CrfLayer::crf)
                .orElseThrow(() -> new ConversionException(file + ": expected transitions [" + tags + ", " + tags
                        + "], found " + tensors.stream().map(Tensor::name).toList()))
                .transitions();
    }
}
