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
        Value steps = block.first(block.shape(byStep));
        Value maskByStep = block.transpose(block.expandDims(mask, -1), turn);
        Value inputList = list(block, byStep, inputs);
        Value maskList = list(block, maskByStep, 1);
        List<LoopVariable> weights = cell.weights(block, tensors);
        List<Value> weightValues = weights.stream().map(LoopVariable::start).toList();
        // Keras computes the first step once more, to learn the shape of the zeros at masked steps.
        Value zeros = block.zerosLike(
                cell.step(block, block.first(byStep), states, weightValues).get(0));

        Value outputs = block.listReserve(block.vector(-1, hidden), steps);
        Loop loop = new Loop(
                name, block, cell, inputs, hidden, steps, outputs, zeros, states, inputList, maskList, weights);
        Function condition = loop.condition();
        Function body = loop.body();
        functions.add(condition);
        functions.add(body);
        Value filled = block.statelessWhile(loop.variables(), condition, body, Loop.OUTPUTS);
        return block.transpose(block.listStack(filled, block.vector(-1, hidden)), turn);
    }

    private Value list(Block block, Value byStep, int size) {
        Value ordered = backwards ? block.reverse(byStep, 0) : byStep;
        return block.listFromTensor(ordered, block.vector(-1, size));
    }
}
