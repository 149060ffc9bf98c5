/** How sure a conversion is: the written file's results beside the source's. */
@NullMarked
package dev.fastener.convert.certificate;

import org.jspecify.annotations.NullMarked;
