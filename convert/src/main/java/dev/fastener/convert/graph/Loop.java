package dev.fastener.convert.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The loop over the steps of one {@link Direction}.
 *
 * @param name of the direction, for its functions
 * @param changing rounds so far, -1 for any number of them, step, list of outputs, last output, states
 * @param constant number of steps, list of inputs, list of masks, weights of the cell (the kernel first), zeros
 */
record Loop(String name, Cell cell, List<LoopVariable> changing, List<LoopVariable> constant) {
    private static final int OUTPUTS = 3;
    private static final int STATES = 5;
    private static final int WEIGHTS = 3;

    /** Adds it; gives the list of outputs, full. */
    Value add(Block block, List<Function> functions) {
        List<LoopVariable> variables =
                Stream.concat(changing.stream(), constant.stream()).toList();
        List<Value> arguments = variables.stream().map(LoopVariable::argument).toList();
        Function condition = condition(arguments);
        Function body = body(arguments);
        functions.add(condition);
        functions.add(body);
        return block.statelessWhile(variables, condition, body, OUTPUTS);
    }

    private Function condition(List<Value> arguments) {
        Block function = Block.ofFunction();
        Block block = function.in("while");
        Value more = block.less(arguments.get(2), arguments.get(changing.size()));
        return new Function(name + "_while_cond", arguments, function, List.of(block.identity(more)), new Attributes());
    }

    private Function body(List<Value> arguments) {
        List<Value> states = arguments.subList(STATES, changing.size());
        List<Value> constants = arguments.subList(changing.size(), arguments.size());
        List<Value> weights = constants.subList(WEIGHTS, constants.size() - 1);
        Value zeros = constants.get(constants.size() - 1);
        int inputs = constant.get(WEIGHTS).shape().get(0);

        Block function = Block.ofFunction();
        Block block = function.in("while");
        Value time = arguments.get(2);
        Value input = block.listItem(constants.get(1), time, block.vector(-1, inputs), Type.FLOAT);
        Value mask = block.listItem(constants.get(2), time, block.vector(-1, 1), Type.BOOL);
        List<Value> stepped = cell.step(block, input, states, weights);
        Value output = block.select(tiled(block, mask), stepped.get(0), zeros);
        List<Value> results = new ArrayList<>();
        results.add(block.identity(block.add(arguments.get(0), block.constant(1))));
        results.add(block.identity(arguments.get(1)));
        results.add(block.identity(block.add(time, block.constant(1))));
        results.add(block.identity(block.withListItem(arguments.get(OUTPUTS), time, output)));
        results.add(block.identity(output));
        for (int i = 0; i < states.size(); i++) {
            results.add(block.identity(block.select(tiled(block, mask), stepped.get(i), states.get(i))));
        }
        results.addAll(constants);
        return new Function(name + "_while_body", arguments, function, results, new Attributes());
    }

    private static Value tiled(Block block, Value mask) {
        return block.tile(mask, block.vector(1, 1));
    }
}
