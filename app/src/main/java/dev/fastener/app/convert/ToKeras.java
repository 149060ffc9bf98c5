package dev.fastener.app.convert;

import dev.fastener.app.OutputFile;
import dev.fastener.convert.export.KerasExport;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code fastener convert model.onnx --to keras out.h5}: back to weights that Keras loads. */
final class ToKeras {
    private ToKeras() {}

    /**
     * Writes the weights and, beside them, the Python source of their model and its vocabularies; prints the source.
     *
     * @param format what --to named
     * @throws dev.fastener.convert.ConversionException where Keras can't express the model
     */
    static int run(Path model, String format, @Nullable Path target) throws IOException {
        if (!format.equalsIgnoreCase("keras")) {
            throw new IllegalArgumentException("--to: expected keras, found " + format);
        }
        if (target == null) {
            throw new IllegalArgumentException("--to keras: expected the .h5 file to write after it, found none");
        }
        KerasExport.Files files = KerasExport.Files.of(target);
        for (Path file : List.of(files.weights(), files.source(), files.vocabulary())) {
            OutputFile.requireWritable(file);
        }
        KerasExport export = KerasExport.of(OnnxReader.read(model), String.valueOf(model.getFileName()));
        export.write(files);
        System.out.print(export.source(files));
        System.err.println("written to " + files.weights() + " (weights), " + files.source() + " (the model above), "
                + files.vocabulary() + " (vocabulary and tags)");
        return 0;
    }
}
