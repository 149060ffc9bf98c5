package dev.fastener;

import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.engine.Engine;
import dev.fastener.engine.Workspace;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** What one call needs besides the model; closing it gives it back to its pool. */
record Scratch(Workspace engine, DecodeWorkspace decode, Pool pool) implements AutoCloseable {
    @Override
    public void close() {
        pool.giveBack(this);
    }

    /** Scratches that no call uses at the moment; as many in all as there were calls at the same time. Thread-safe. */
    static final class Pool {
        private final Engine engine;
        private final Decoder decoder;
        private final ConcurrentLinkedDeque<Scratch> free = new ConcurrentLinkedDeque<>();

        Pool(Engine engine, Decoder decoder) {
            this.engine = engine;
            this.decoder = decoder;
        }

        Scratch take() {
            Scratch scratch = free.pollFirst(); // the one used last: its memory is still in the cache
            return scratch != null ? scratch : new Scratch(engine.newWorkspace(), decoder.newWorkspace(), this);
        }

        private void giveBack(Scratch scratch) {
            free.addFirst(scratch);
        }

        /** Once all are given back. */
        void close() {
            for (@Nullable Scratch scratch = free.pollFirst(); scratch != null; scratch = free.pollFirst()) {
                scratch.engine().close();
            }
        }
    }
}
