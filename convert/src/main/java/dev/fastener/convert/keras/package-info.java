/** For {@code convert}: a file that Keras 2 or 3 saved in, the networks that it can mean out; nothing of it is ever run. */
@NullMarked
package dev.fastener.convert.keras;

import org.jspecify.annotations.NullMarked;
