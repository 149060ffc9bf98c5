package dev.fastener.app.bench;

import dev.fastener.model.Recurrent;
import dev.fastener.train.Architecture;

/** Architectures by name. */
public enum Shape {
    /** One layer, hidden size 256, embeddings of 256. */
    SLIM(1, 256),
    /** One layer, hidden size 128, embeddings of 128. */
    SMALL(1, 128),
    /** Three layers, hidden size 512, embeddings of 512. */
    BIG(3, 512);

    private final int layers;
    private final int size;

    Shape(int layers, int size) {
        this.layers = layers;
        this.size = size;
    }

    /** What it stands for. */
    public Architecture architecture() {
        return new Architecture(Recurrent.Cell.LSTM, layers, size, size, 0);
    }
}
