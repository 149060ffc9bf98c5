/** Internal: files are written whole or not at all; what of them stands in messages. */
@NullMarked
package dev.fastener.io;

import org.jspecify.annotations.NullMarked;
