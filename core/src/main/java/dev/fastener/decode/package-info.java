/** Internal: tag scores come in, tag paths, confidences and entity spans go out. */
@NullMarked
package dev.fastener.decode;

import org.jspecify.annotations.NullMarked;
