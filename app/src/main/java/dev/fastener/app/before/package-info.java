/** The source model in TensorFlow, in a process of its own: a model that was converted in, the source's scores out. */
@NullMarked
package dev.fastener.app.before;

import org.jspecify.annotations.NullMarked;
