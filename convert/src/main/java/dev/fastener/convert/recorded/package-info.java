/** What a user recorded of the source: numpy's files in, ids and what the source gave for them out. Internal. */
@NullMarked
package dev.fastener.convert.recorded;

import org.jspecify.annotations.NullMarked;
