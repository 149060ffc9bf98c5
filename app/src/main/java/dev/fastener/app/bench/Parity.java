package dev.fastener.app.bench;

/**
 * How an engine's results differ from those of ONNX Runtime's fp32.
 *
 * @param maxDifference largest difference of two emissions; NaN where emissions aren't looked at
 * @param scaledDifference the same, of each sequence divided by its largest emission where that is above 1
 * @param equalPaths share of sentences that got the same tags (or entities), 0 to 1
 * @param f1 strict entity F1, 0 to 1; NaN where nothing is known of the sentences
 */
record Parity(double maxDifference, double scaledDifference, double equalPaths, double f1) {}
