package dev.fastener.text;

import org.jspecify.annotations.Nullable;

/**
 * A labelled span as it stands in the file.
 *
 * @param start in the file's own units, see {@link OffsetRule}
 * @param end in the file's own units, inclusive or not
 * @param surface the text that the file gives for it; null where it gives none
 */
record CharSpan(long start, long end, String type, @Nullable String surface) {}
