package dev.fastener.engine;

/**
 * One step on the way from ids to emissions: reads the values of the stage before and writes its own, one row per step of
 * the packed batch. Immutable; what it writes is in the {@link Group}. Its lanes may run at the same time.
 */
interface Stage extends AutoCloseable {
    /** Values from the start of a row to the start of the next. */
    int stride();

    /** Lanes for a group that {@code threads} threads work on. */
    int lanes(int threads);

    /** Makes room for the group's rows; before any lane runs. */
    void reserve(Group group);

    void run(Group group, int lane, int lanes);

    @Override
    void close();
}
