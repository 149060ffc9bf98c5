package dev.fastener.app.ladder;

import dev.fastener.app.before.TensorFlowEngine;
import dev.fastener.convert.ConversionException;
import dev.fastener.engine.Engine;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What TensorFlow runs: nothing, the graphs that tf.keras exports for the models, or for the first one the file that it was
 * converted from.
 *
 * @param file null but for the last of these
 */
record Before(boolean asked, @Nullable Path file) {
    private static final Path KERAS = Path.of("keras");
    private static final double TOLERANCE = 1e-5;

    /** @param source "keras" or a file; null for nothing */
    static Before of(@Nullable Path source) {
        boolean isFile = source != null && !source.equals(KERAS);
        return new Before(source != null, isFile ? source : null);
    }

    /**
     * Starts TensorFlow with its default of a thread for each processor.
     *
     * @throws ConversionException where it can't run the model
     */
    Runner open(LadderModel model, boolean isFirst) {
        Engine engine = isFirst && file != null
                ? TensorFlowEngine.open(file, model.model())
                : TensorFlowEngine.trained(model.model());
        int threads = Runtime.getRuntime().availableProcessors();
        String words = engine.name().replaceFirst("^tensorflow", "TensorFlow") + " fp32, "
                + (threads == 1 ? "1 thread" : threads + " threads");
        return new Runner(model, words, TOLERANCE, 0, engine);
    }
}
