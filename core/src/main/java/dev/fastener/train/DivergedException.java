package dev.fastener.train;

/** A training whose loss is no longer a number; the message says where and what to change. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DivergedException(int epoch, int batch, TrainOptions options) {
        super("the loss is not a number in epoch " + epoch + ", batch " + batch + ": lower the learning rate (now "
                + options.optimisation().learningRate() + ") or clip the gradient (now "
                + (options.optimisation().clipping() == 0
                        ? "off"
                        : "at " + options.optimisation().clipping()) + ")");
    }
}
