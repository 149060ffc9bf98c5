package dev.fastener.text;

import java.util.List;

/**
 * A text with labelled spans as it stands in the file.
 *
 * @param document whether it is a document of many lines, each a sentence
 * @param line of {@code file} where it starts
 */
record SpannedText(String text, List<CharSpan> spans, boolean document, String file, long line) {}
