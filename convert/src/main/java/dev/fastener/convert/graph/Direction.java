package dev.fastener.convert.graph;

import dev.fastener.convert.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One direction of a Bidirectional as Keras exports it for a CPU: a loop over the steps that carries the states on at masked
 * steps and gives zeros there.
 */
final class Direction {
    private final Cell cell;
    private final boolean backwards;
    private final int hidden;
    private final int inputs;
    private final List<Tensor> tensors;

    /** @param tensors kernel, recurrent kernel and bias as Keras keeps them */
    Direction(Cell cell, boolean backwards, List<Tensor> tensors) {
        this.cell = cell;
        this.backwards = backwards;
        this.inputs = tensors.get(0).shape()[0];
        this.hidden = tensors.get(1).shape()[0];
        this.tensors = tensors;
    }

    /**
     * Adds it.
     *
     * @param block of the graph, in a scope of this direction alone
     * @param input [batch, steps, inputs]
     * @param mask [batch, steps], true at real steps
     * @param functions to which the loop's are added
     * @param name of this direction, for its functions
     * @return [batch, steps, hidden], in the order of travel
     */
    Value add(Block block, Value input, Value mask, List<Function> functions, String name) {
        Value turn = block.vector(1, 0, 2);
        Value batch = block.first(block.shape(input));
        List<Value> states = new ArrayList<>();
        for (int i = 0; i < cell.states(); i++) {
            states.add(block.zeros(block.pack(batch, block.constant(hidden))));
        }
        Value byStep = block.transpose(input, turn);
        Value maskByStep = block.transpose(block.expandDims(mask, -1), turn);
        Value steps = block.first(block.shape(byStep));
        List<LoopVariable> weights = cell.weights(block, tensors);
        // Keras computes the first step once more, to learn the shape of the zeros at masked steps.
        List<Value> firstStep = cell.step(
                block,
                block.first(byStep),
                states,
                weights.stream().map(LoopVariable::start).toList());
        Value zeros = block.zerosLike(firstStep.get(0));

        List<Integer> scalar = List.of();
        List<Integer> state = List.of(-1, hidden);
        List<LoopVariable> changing = new ArrayList<>();
        changing.add(new LoopVariable("loop_counter", block.constant(0), scalar));
        changing.add(new LoopVariable("maximum_iterations", block.constant(-1), scalar));
        changing.add(new LoopVariable("time", block.constant(0), scalar));
        changing.add(new LoopVariable("outputs", block.listReserve(block.vector(-1, hidden), steps), scalar));
        changing.add(new LoopVariable("output", zeros, state));
        for (int i = 0; i < states.size(); i++) {
            changing.add(new LoopVariable("state_" + i, states.get(i), state));
        }
        List<LoopVariable> constant = new ArrayList<>();
        constant.add(new LoopVariable("steps", steps, scalar));
        constant.add(new LoopVariable("inputs", list(block, byStep, inputs), scalar));
        constant.add(new LoopVariable("masks", list(block, maskByStep, 1), scalar));
        constant.addAll(weights);
        constant.add(new LoopVariable("zeros", zeros, state));

        Value outputs = new Loop(name, cell, changing, constant).add(block, functions);
        return block.transpose(block.listStack(outputs, block.vector(-1, hidden)), turn);
    }

    private Value list(Block block, Value byStep, int size) {
        Value ordered = backwards ? block.reverse(byStep, 0) : byStep;
        return block.listFromTensor(ordered, block.vector(-1, size));
    }
}
