/** For users: ids come in, the scores of each tag at each step go out. */
@NullMarked
package dev.fastener.engine;

import org.jspecify.annotations.NullMarked;
