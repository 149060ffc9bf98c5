package dev.fastener.train;

/** Checks of options, all with one wording. */
final class Require {
    private Require() {}

    static void that(boolean holds, String option, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(option + ": expected " + expected + ", found " + found);
        }
    }
}
