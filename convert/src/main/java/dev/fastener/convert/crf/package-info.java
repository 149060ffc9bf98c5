/** CRF layers of Keras and TensorFlow in all their dialects: configuration and weights in, scores to be maximised out. Internal. */
@NullMarked
package dev.fastener.convert.crf;

import org.jspecify.annotations.NullMarked;
