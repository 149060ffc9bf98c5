/** A model in fp32 and a plan in, the model with narrow weights out; for users. */
@NullMarked
package dev.fastener.quantize;

import org.jspecify.annotations.NullMarked;
