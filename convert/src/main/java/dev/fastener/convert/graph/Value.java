package dev.fastener.convert.graph;

/**
 * What an operation gives, or an argument of a function.
 *
 * @param name of the operation or the argument
 * @param output name of the operation's output; empty for an argument
 * @param index among the tensors of that output
 */
record Value(String name, String output, int index, Type type) {
    static Value argument(String name, Type type) {
        return new Value(name, "", 0, type);
    }

    /** Another tensor of the same output. */
    Value at(int other) {
        return new Value(name, output, other, type);
    }
}
