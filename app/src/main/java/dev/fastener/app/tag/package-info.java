/** Internal: text and a model come in, entities in a format of the user's choice and scores go out. */
@NullMarked
package dev.fastener.app.tag;

import org.jspecify.annotations.NullMarked;
