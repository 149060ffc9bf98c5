/** Internal: {@code fastener accelerate}, all other commands in a row. */
@NullMarked
package dev.fastener.app.accelerate;

import org.jspecify.annotations.NullMarked;
