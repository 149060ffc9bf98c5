package dev.fastener.model;

/**
 * One layer of a tagger's body: [steps, inputSize] in, [steps, outputSize] out, the number of steps unchanged. A closed
 * set: a body is a series of layers, {@link Parallel} makes it series-parallel, and nothing else exists.
 */
public sealed interface Layer permits Recurrent, Dense, Convolution, Normalization, Parallel {
    /** Values per step that the layer reads. */
    int inputSize();

    /** Values per step that the layer gives. */
    int outputSize();
}
