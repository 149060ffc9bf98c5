package dev.fastener.engine;

import dev.fastener.model.TaggerModel;

/** The choice among the engines of the core. */
public final class Engines {
    private Engines() {}

    /**
     * The fastest engine that runs {@code model}.
     *
     * @param threads that one call may use; 0 for as many as the JVM has processors
     */
    public static Engine fastest(TaggerModel model, int threads) {
        if (PackedEngine.supports(model)) {
            return new PackedEngine(model, threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
        }
        return new ScalarEngine(model);
    }
}
