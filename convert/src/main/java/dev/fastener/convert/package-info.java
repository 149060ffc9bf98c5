/**
 * Trained Keras and TensorFlow taggers to {@link dev.fastener.model.TaggerModel}. The data goes one way: a container ({@code hdf5},
 * {@code keras}, {@code tensorflow}) gives a {@link dev.fastener.convert.SourceNetwork}, which holds what the file says and
 * nothing else; the user's choices and vocabulary make a model of it; the certificate compares the written file with the source.
 */
@NullMarked
package dev.fastener.convert;

import org.jspecify.annotations.NullMarked;
