package dev.fastener.app.bench;

import java.util.function.IntConsumer;

/** What takes its turn: a pass is each call from 0 to {@link #calls()} - 1, once. */
public interface Contestant {
    /** Calls of one pass. */
    int calls();

    /** Makes the calls; each thread that calls has its own. */
    IntConsumer newCaller();
}
