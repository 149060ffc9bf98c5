/** Internal: what the commands measured in, one page that needs no network out. */
@NullMarked
package dev.fastener.app.report;

import org.jspecify.annotations.NullMarked;
