package dev.fastener.model;

/** How the outputs of two directions, or of parallel branches, become one vector per step. */
public enum Merge {
    CONCAT,
    SUM,
    AVERAGE,
    MULTIPLY;

    /** Size of {@code parts} merged outputs of {@code size} values each (CONCAT adds sizes up). */
    int outputSize(int size, int parts) {
        return this == CONCAT ? size * parts : size;
    }
}
