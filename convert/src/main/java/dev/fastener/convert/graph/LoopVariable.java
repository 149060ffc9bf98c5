package dev.fastener.convert.graph;

import java.util.List;

/**
 * What a loop carries from round to round.
 *
 * @param name of the argument of its functions
 * @param start value before the first round
 * @param shape -1 for a free size
 */
record LoopVariable(String name, Value start, List<Integer> shape) {
    /** What its functions see. */
    Value argument() {
        return Value.argument(name, start.type());
    }
}
