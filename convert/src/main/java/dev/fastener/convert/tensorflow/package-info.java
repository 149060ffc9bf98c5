/**
 * TensorFlow's own files: SavedModel directories, checkpoints and frozen graphs. The data goes one way: bytes, {@code Message}s,
 * a flat {@code Graph} whose variables are {@code Constant}s, and the {@link dev.fastener.convert.SourceNetwork} that the graph
 * computes. No TensorFlow is needed and nothing of a file is run.
 */
@NullMarked
package dev.fastener.convert.tensorflow;

import org.jspecify.annotations.NullMarked;
