/** A TaggerModel in, the graph that tf.keras exports for such a model out, for TensorFlow to run. */
@NullMarked
package dev.fastener.convert.graph;

import org.jspecify.annotations.NullMarked;
