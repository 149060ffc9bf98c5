package dev.fastener.text;

import dev.fastener.io.OneLine;

/** A labelled text that can't be read: the message names the file, the line and what was expected and found. */
public final class CorpusFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param source name of the file
     * @param line number of the line, from 1; 0 where the whole file is meant
     * @param reason what was expected, what was found, what to do
     */
    public CorpusFormatException(String source, long line, String reason) {
        super(source + (line > 0 ? ":" + line : "") + ": " + OneLine.of(reason));
    }
}
