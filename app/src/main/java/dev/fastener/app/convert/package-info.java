/** {@code fastener convert}: a Keras or TensorFlow file in, a model of ours and its certificate out. */
@NullMarked
package dev.fastener.app.convert;

import org.jspecify.annotations.NullMarked;
