package dev.fastener.app.ladder;

import dev.fastener.app.before.TensorFlowEngine;
import dev.fastener.convert.ConversionException;
import dev.fastener.engine.Engine;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What TensorFlow runs: nothing, the graphs that tf.keras exports for the models, or for the first one the file that it was
 * converted from.
 *
 * @param file null but for the last of these
 */
record Before(boolean asked, @Nullable Path file) {
    private static final double TOLERANCE = 1e-5;

    /** @param option "none", "keras" or a file; null for none */
    static Before of(@Nullable Path option) {
        String word = option == null ? "none" : option.toString().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "none" -> new Before(false, null);
            case "keras" -> new Before(true, null);
            default -> new Before(true, option);
        };
    }

    /**
     * Starts TensorFlow with its default of a thread for each processor.
     *
     * @throws ConversionException where it can't run the model
     */
    Runner open(LadderModel model, boolean isFirst) {
        Engine engine = isFirst && file != null ? TensorFlowEngine.open(file, model.model()) : TensorFlowEngine.trained(model.model());
        int threads = Runtime.getRuntime().availableProcessors();
        String words = engine.name().replaceFirst("^tensorflow", "TensorFlow") + " fp32, "
                + (threads == 1 ? "1 thread" : threads + " threads");
        return new Runner(model, words, TOLERANCE, engine);
    }
}
