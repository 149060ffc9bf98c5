/** Internal: engines side by side on the same model and the same sentences, what each costs and whether it is right. */
@NullMarked
package dev.fastener.app.bench;

import org.jspecify.annotations.NullMarked;
