/** Internal: a few timed shapes come in, the time and size of any other shape go out, without training it. */
@NullMarked
package dev.fastener.tune.latency;

import org.jspecify.annotations.NullMarked;
