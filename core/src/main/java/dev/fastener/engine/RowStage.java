package dev.fastener.engine;

/** A stage that computes each row by itself, so that its lanes are ranges of rows. */
abstract class RowStage implements Stage {
    /** Rows of a lane are cut at multiples of this, so that lanes work on whole tiles. */
    private static final int GRAIN = 48;

    /** Place among the stages. */
    final int index;

    /** Whether its rows are those of the result, as behind an {@link ExpandStage}. */
    final boolean ofResult;

    RowStage(int index, boolean ofResult) {
        this.index = index;
        this.ofResult = ofResult;
    }

    abstract void rows(Group group, int lane, int from, int to);

    final int rows(Group group) {
        return ofResult ? group.results() : group.steps().rows();
    }

    @Override
    public int lanes(int threads) {
        return threads;
    }

    @Override
    public void reserve(Group group) {
        group.reserve(index, rows(group), stride());
    }

    @Override
    public void run(Group group, int lane, int lanes) {
        int rows = rows(group);
        int units = (rows + GRAIN - 1) / GRAIN;
        int from = units * lane / lanes * GRAIN;
        int to = Math.min(rows, units * (lane + 1) / lanes * GRAIN);
        if (from < to) {
            rows(group, lane, from, to);
        }
    }

    @Override
    public void close() {}
}
