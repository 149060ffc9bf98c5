/** JSON as Python writes it, to plain Java values. Internal. */
@NullMarked
package dev.fastener.convert.json;

import org.jspecify.annotations.NullMarked;
