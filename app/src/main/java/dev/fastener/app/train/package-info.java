/** Internal: the command that trains. Labelled text comes in, a model file goes out. */
@NullMarked
package dev.fastener.app.train;

import org.jspecify.annotations.NullMarked;
