/** Internal: the story in a few minutes on a corpus of our own making. */
@NullMarked
package dev.fastener.app.demo;

import org.jspecify.annotations.NullMarked;
