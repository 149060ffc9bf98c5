/** Internal: the linear-chain conditional random field: Viterbi paths, marginals, loss and gradient. */
@NullMarked
package dev.fastener.crf;

import org.jspecify.annotations.NullMarked;
