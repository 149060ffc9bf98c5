package dev.fastener.onnx;

import dev.fastener.io.OneLine;

/** A model file that can't be read or written: the message names the file, the place and what was expected and found. */
public final class ModelFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST = 400;

    /**
     * @param source name of the file
     * @param where byte offset, node, tensor or metadata key; empty where the whole file is meant
     * @param reason what was expected, what was found, what to do
     */
    public ModelFormatException(String source, String where, String reason) {
        super(source + ": " + (where.isEmpty() ? "" : OneLine.of(where, LONGEST) + ": ") + OneLine.of(reason, LONGEST));
    }
}
