package dev.fastener.engine;

import dev.fastener.model.TaggerModel;

/** The choice among the engines of the core. */
public final class Engines {
    private Engines() {}

    /**
     * The fastest engine that runs {@code model} with these options.
     *
     * @throws EngineException where no kernels compute it in the precision asked for
     */
    public static Engine fastest(TaggerModel model, EngineOptions options) {
        if (FusedEngine.supports(model)) {
            return new FusedEngine(model, options);
        }
        if (options.precision() != Precision.AUTO && options.precision() != Precision.FP32) {
            throw new EngineException(
                    "core: models with convolutions, normalisation, branches or peepholes run in fp32 alone, found"
                            + " precision " + options.precision(),
                    null);
        }
        return new ScalarEngine(model);
    }
}
