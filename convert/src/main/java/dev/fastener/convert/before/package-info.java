/**
 * The source model run by TensorFlow in a process of its own: ids go in, {@link dev.fastener.convert.certificate.Recording}s
 * come out. Module {@code before} is that process; nothing here needs its classes. Internal.
 */
@NullMarked
package dev.fastener.convert.before;

import org.jspecify.annotations.NullMarked;
