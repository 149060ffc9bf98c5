package dev.fastener.app.convert;

import dev.fastener.app.Outputs;
import dev.fastener.convert.export.KerasExport;
import dev.fastener.convert.graph.KerasGraph;
import dev.fastener.io.AtomicFile;
import dev.fastener.model.SourceSignature;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code fastener convert model.onnx --to keras out.h5}: from a model of ours back to what Keras or TensorFlow loads. */
final class BackTo {
    private BackTo() {}

    /**
     * Writes it.
     *
     * @param format what --to named
     * @throws dev.fastener.convert.ConversionException where the model can't be expressed in it
     */
    static int run(Path model, String format, @Nullable Path target) throws IOException {
        switch (format.toLowerCase(Locale.ROOT)) {
            case "keras" -> keras(model, required(target, "--to keras: expected the .h5 file"));
            case "tensorflow" -> tensorFlow(model, required(target, "--to tensorflow: expected the .pb file"));
            default -> throw new IllegalArgumentException("--to: expected keras or tensorflow, found " + format);
        }
        return 0;
    }

    private static Path required(@Nullable Path target, String expected) {
        if (target == null) {
            throw new IllegalArgumentException(expected + " to write after it, found none");
        }
        return target;
    }

    /** The weights and, beside them, the Python source of their model and its vocabularies; prints the source. */
    private static void keras(Path model, Path target) throws IOException {
        KerasExport.Files files = KerasExport.Files.of(target);
        for (Path file : List.of(files.weights(), files.source(), files.vocabulary())) {
            AtomicFile.requireWritable(file);
            Outputs.requireOther(file, List.of(model));
        }
        KerasExport export = KerasExport.of(OnnxReader.read(model), String.valueOf(model.getFileName()));
        export.write(files);
        System.out.print(export.source(files));
        System.err.println("written to " + files.weights() + " (weights), " + files.source() + " (the model above), "
                + files.vocabulary() + " (vocabulary and tags)");
    }

    /** The frozen graph; prints what it is fed with and what it gives. */
    private static void tensorFlow(Path model, Path target) throws IOException {
        TaggerModel read = OnnxReader.read(model);
        KerasGraph graph = KerasGraph.of(read);
        graph.write(target);
        String inputs = graph.signature().inputs().stream()
                .map(SourceSignature.Tensor::name)
                .collect(Collectors.joining(", "));
        System.out.println("inputs  " + inputs + ": int32 [batch, steps], ids, 0 behind the sentence");
        System.out.println("output  " + graph.signature().outputs().get(0).name() + ": float32 [batch, steps, "
                + read.tags().size() + "], the scores " + (read.head().transitions() == null ? "" : "before the CRF ")
                + "in the order " + read.tags().labels());
        System.err.println("written to " + target);
    }
}
