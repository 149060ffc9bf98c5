/** Internal: files are written whole or not at all. */
@NullMarked
package dev.fastener.io;

import org.jspecify.annotations.NullMarked;
