/** For users: gold and predicted entities come in, strict F1 and conlleval's figures go out. */
@NullMarked
package dev.fastener.evaluation;

import org.jspecify.annotations.NullMarked;
