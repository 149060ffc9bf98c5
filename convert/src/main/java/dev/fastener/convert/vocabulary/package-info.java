/** Vocabularies and tags from the files that people keep beside their models: a path in, tokens and tags by id out. Internal. */
@NullMarked
package dev.fastener.convert.vocabulary;

import org.jspecify.annotations.NullMarked;
