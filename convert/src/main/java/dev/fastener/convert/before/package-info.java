/**
 * The source model run by TensorFlow in a process of its own: ids go in, emissions come out. Module {@code before} is that
 * process; nothing here needs its classes. Internal.
 */
@NullMarked
package dev.fastener.convert.before;

import org.jspecify.annotations.NullMarked;
