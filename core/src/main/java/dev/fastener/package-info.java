/** For users: takes text and gives entities. */
@NullMarked
package dev.fastener;

import org.jspecify.annotations.NullMarked;
