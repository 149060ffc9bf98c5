/** Internal: raw text and labelled sentences come in, vocabularies and the ids that an engine reads go out. */
@NullMarked
package dev.fastener.vocab;

import org.jspecify.annotations.NullMarked;
