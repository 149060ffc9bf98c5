package dev.fastener.app.demo;

/**
 * One row of the demo's table: a model on an engine and what it costs.
 *
 * @param name "stacked", "slim"
 * @param engine what ran it: "ONNX Runtime", "Fastener"
 * @param layers Bi-LSTM layers
 * @param hiddenSize of one direction
 * @param epochs that it was trained for
 * @param f1 strict entity F1 on the test sentences, 0 to 1
 * @param sizeBytes of the model file
 * @param singleMillis median time of one sentence by itself, text in, entities out
 * @param batchMillis median time of one sentence in batches of {@link SideBySide#BATCH}
 */
public record Rung(
        String name,
        String engine,
        int layers,
        int hiddenSize,
        int epochs,
        double f1,
        long sizeBytes,
        double singleMillis,
        double batchMillis) {}
