package dev.fastener.onnx;

/** A model file that can't be read or written: the message names the file, the place and what was expected and found. */
public final class ModelFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param source name of the file
     * @param where byte offset, node, tensor or metadata key; empty where the whole file is meant
     * @param reason what was expected, what was found, what to do
     */
    public ModelFormatException(String source, String where, String reason) {
        super(source + ": " + (where.isEmpty() ? "" : where + ": ") + reason);
    }
}
