/** For users: labelled sentences come in, a trained TaggerModel goes out. */
@NullMarked
package dev.fastener.train;

import org.jspecify.annotations.NullMarked;
