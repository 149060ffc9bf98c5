package dev.fastener.engine;

import org.jspecify.annotations.Nullable;

/** An engine that can't start or can't run: the message says what is missing and what to do. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param cause what the engine's library reported; null where there is nothing more to know */
    public EngineException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
