/** Internal: every step from the stacked model in TensorFlow to the small one on our engine, timed on the same sentences. */
@NullMarked
package dev.fastener.app.ladder;

import org.jspecify.annotations.NullMarked;
