/** For users: tag labels come in, entity spans go out, and the way back; tag schemes are converted into each other. */
@NullMarked
package dev.fastener.scheme;

import org.jspecify.annotations.NullMarked;
