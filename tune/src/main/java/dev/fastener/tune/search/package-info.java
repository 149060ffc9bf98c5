/** Internal: what has been tried comes in, what to try next goes out. */
@NullMarked
package dev.fastener.tune.search;

import org.jspecify.annotations.NullMarked;
