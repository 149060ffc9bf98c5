/** Internal: what a search has tried comes in, one SQLite file goes out, and back. */
@NullMarked
package dev.fastener.tune.study;

import org.jspecify.annotations.NullMarked;
