/** For users: labelled corpora of any format come in, labelled sentences with their offsets go out, and the way back. */
@NullMarked
package dev.fastener.text;

import org.jspecify.annotations.NullMarked;
