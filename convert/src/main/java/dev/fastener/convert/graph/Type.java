package dev.fastener.convert.graph;

/** The element types (types.proto) of a tagger's graph. */
enum Type {
    FLOAT(1),
    INT32(3),
    BOOL(10),
    /** A list of tensors. */
    VARIANT(21);

    private final int code;

    Type(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
