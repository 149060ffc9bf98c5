package dev.fastener.app.convert;

import dev.fastener.app.page.MarkedText;
import org.jspecify.annotations.Nullable;

/**
 * A sentence that the written file has tagged.
 *
 * @param gold as its corpus has it; null where it comes from none
 */
public record Sample(MarkedText found, @Nullable MarkedText gold) {}
