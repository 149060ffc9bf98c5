package dev.fastener.convert.tensorflow;

final class GraphText {
    private GraphText() {}

    static boolean isText(Bytes bytes) {
        return false;
    }

    static Bytes binary(Bytes text) {
        return text;
    }
}
