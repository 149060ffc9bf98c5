/** {@code fastener slim}: a big model in, the fastest small one within a bound of F1 out. */
@NullMarked
package dev.fastener.app.slim;

import org.jspecify.annotations.NullMarked;
