/** For users: a trained tagger and labelled text come in, a smaller tagger with nearly the same F1 goes out. */
@NullMarked
package dev.fastener.slim;

import org.jspecify.annotations.NullMarked;
