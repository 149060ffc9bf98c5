package dev.fastener.slim;

import dev.fastener.train.TrainListener;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.TrainResult;
import java.io.IOException;

/** A way to train a student, which another seed can repeat. */
@FunctionalInterface
interface Recipe {
    /** @param options of the whole run, with the seed and the time of this training */
    TrainResult train(TrainOptions options, TrainListener listener) throws IOException;
}
