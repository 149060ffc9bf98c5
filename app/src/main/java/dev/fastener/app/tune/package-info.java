/** Internal: the command that tunes. Labelled text comes in, the models that no other beats go out. */
@NullMarked
package dev.fastener.app.tune;

import org.jspecify.annotations.NullMarked;
