/** {@code fastener quantize}: a model in fp32 in, the same with narrower numbers out, within a bound of F1. */
@NullMarked
package dev.fastener.app.quantize;

import org.jspecify.annotations.NullMarked;
