/** Internal: arithmetic on primitive arrays, once as plain loops (the specification) and once on the Vector API. */
@NullMarked
package dev.fastener.kernel;

import org.jspecify.annotations.NullMarked;
