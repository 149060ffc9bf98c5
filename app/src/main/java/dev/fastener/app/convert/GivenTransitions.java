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

/**
 * Transitions that a user saved with numpy, because the model's file lacks them: [tags, tags], or one row and column more
 * whose last row is the start; and beside them {@code start} and {@code end}, [tags] each, where the CRF has boundaries.
 */
final class GivenTransitions {
    private GivenTransitions() {}

    static Transitions read(Path file, int tags) {
        List<Tensor> tensors =
                NumpyFile.read(file).stream().map(NumpyArray::tensor).toList();
        Transitions found = CrfDialects.transitions(tensors, tags)
                .map(CrfLayer::crf)
                .orElseThrow(() -> new ConversionException(file + ": expected transitions [" + tags + ", " + tags
                        + "], found " + tensors.stream().map(Tensor::name).toList()))
                .transitions();
        return new Transitions(
                found.scores(), boundary("start", tensors, found.start()), boundary("end", tensors, found.end()));
    }

    private static float[] boundary(String name, List<Tensor> tensors, float[] otherwise) {
        return tensors.stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .map(tensor -> tensor.require(otherwise.length).values())
                .orElse(otherwise);
    }
}
