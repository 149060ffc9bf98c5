package dev.fastener.app;

import dev.fastener.model.Recurrent;

/** A recurrent cell as {@code --cell} names it. */
public enum CellName {
    LSTM(Recurrent.Cell.LSTM),
    GRU(Recurrent.Cell.GRU_RESET_AFTER);

    private final Recurrent.Cell cell;

    CellName(Recurrent.Cell cell) {
        this.cell = cell;
    }

    /** The cell; of the two GRUs the one that training knows. */
    public Recurrent.Cell cell() {
        return cell;
    }
}
