package dev.fastener.convert.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * The loop over the steps of one {@link Direction}. Its variables: rounds so far, -1 for any number of them, step, list of
 * outputs, last output, states; and what stays the same: number of steps, list of inputs, list of masks, weights, zeros.
 */
final class Loop {
    /** Of {@link #variables}: list of outputs. */
    static final int OUTPUTS = 3;

    private static final int STATES = 5;

    private final Cell cell;
    private final int inputs;
    private final String name;
    private final List<LoopVariable> variables = new ArrayList<>();
    private final List<Value> arguments;
    /** Of {@link #variables}: the first that stays the same. */
    private final int constants;

    /**
     * @param name of the direction, for the names of the functions
     * @param inputs values of a step
     * @param outputs the list to be filled
     * @param zeros output at masked steps, [batch, hidden]
     */
    Loop(
            String name,
            Block block,
            Cell cell,
            int inputs,
            int hidden,
            Value steps,
            Value outputs,
            Value zeros,
            List<Value> states,
            Value inputList,
            Value maskList,
            List<LoopVariable> weights) {
        this.cell = cell;
        this.inputs = inputs;
        this.name = name;
        List<Integer> scalar = List.of();
        List<Integer> state = List.of(-1, hidden);
        variables.add(new LoopVariable("loop_counter", block.constant(0), scalar));
        variables.add(new LoopVariable("maximum_iterations", block.constant(-1), scalar));
        variables.add(new LoopVariable("time", block.constant(0), scalar));
        variables.add(new LoopVariable("outputs", outputs, scalar));
        variables.add(new LoopVariable("output", zeros, state));
        states.forEach(each -> variables.add(new LoopVariable("state_" + variables.size(), each, state)));
        this.constants = variables.size();
        variables.add(new LoopVariable("steps", steps, scalar));
        variables.add(new LoopVariable("inputs", inputList, scalar));
        variables.add(new LoopVariable("masks", maskList, scalar));
        variables.addAll(weights);
        variables.add(new LoopVariable("zeros", zeros, state));
        this.arguments = variables.stream().map(LoopVariable::argument).toList();
    }

    List<LoopVariable> variables() {
        return variables;
    }

    Function condition() {
        Block block = Block.ofFunction();
        Value more = block.in("while").less(arguments.get(2), arguments.get(constants));
        return new Function(
                name + "_while_cond",
                arguments,
                block,
                List.of(block.in("while").identity(more)));
    }

    Function body() {
        Block function = Block.ofFunction();
        Block block = function.in("while");
        Value time = arguments.get(2);
        Value input = block.listItem(arguments.get(constants + 1), time, block.vector(-1, inputs), Type.FLOAT);
        Value mask = block.listItem(arguments.get(constants + 2), time, block.vector(-1, 1), Type.BOOL);
        List<Value> states = arguments.subList(STATES, constants);
        List<Value> weights = arguments.subList(constants + 3, arguments.size() - 1);
        Value zeros = arguments.get(arguments.size() - 1);

        List<Value> stepped = cell.step(block, input, states, weights);
        Value output = block.select(tiled(block, mask), stepped.get(0), zeros);
        List<Value> carried = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            carried.add(block.select(tiled(block, mask), stepped.get(i), states.get(i)));
        }
        List<Value> results = new ArrayList<>();
        results.add(block.identity(block.add(arguments.get(0), block.constant(1))));
        results.add(block.identity(arguments.get(1)));
        results.add(block.identity(block.add(time, block.constant(1))));
        results.add(block.identity(block.withListItem(arguments.get(OUTPUTS), time, output)));
        results.add(block.identity(output));
        carried.forEach(each -> results.add(block.identity(each)));
        results.addAll(arguments.subList(constants, arguments.size()));
        return new Function(name + "_while_body", arguments, function, results);
    }

    private static Value tiled(Block block, Value mask) {
        return block.tile(mask, block.vector(1, 1));
    }
}
