package dev.fastener.convert.graph;

import dev.fastener.convert.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One direction of a Bidirectional as Keras exports it for a CPU: a call of a function with a loop over the steps, which carries
 * the states on at masked steps and gives zeros there.
 */
final class Direction {
    private final String name;
    private final Cell cell;
    private final boolean backwards;
    private final List<Tensor> weights;
    private final int inputs;
    private final int hidden;

    /**
     * @param name for its functions
     * @param weights kernel, recurrent kernel and bias as Keras keeps them
     */
    Direction(String name, Cell cell, boolean backwards, List<Tensor> weights) {
        this.name = name;
        this.cell = cell;
        this.backwards = backwards;
        this.weights = weights;
        this.inputs = weights.get(0).shape()[0];
        this.hidden = weights.get(1).shape()[0];
    }

    /**
     * Adds it.
     *
     * @param block of the graph, in a scope of this direction alone
     * @param input [batch, steps, inputs]
     * @param mask [batch, steps], true at real steps
     * @param functions to which its own are added
     * @return [batch, steps, hidden], in the order of travel
     */
    Value add(Block block, Value input, Value mask, List<Function> functions) {
        Value batch = block.first(block.shape(input));
        List<Value> given = new ArrayList<>(List.of(input));
        for (int i = 0; i < cell.states(); i++) {
            given.add(block.zeros(block.pack(batch, block.constant(hidden))));
        }
        given.add(block.weight("kernel", weights.get(0)));
        given.add(block.weight("recurrent_kernel", weights.get(1)));
        given.add(block.weight("bias", weights.get(2)));
        given.add(mask);
        Function function = function(functions);
        functions.add(function);
        return block.call(function, given);
    }

    private Function function(List<Function> functions) {
        Value input = Value.argument("inputs", Type.FLOAT);
        List<Value> states = new ArrayList<>();
        for (int i = 0; i < cell.states(); i++) {
            states.add(Value.argument("state_" + i, Type.FLOAT));
        }
        Value kernel = Value.argument("kernel", Type.FLOAT);
        Value recurrentKernel = Value.argument("recurrent_kernel", Type.FLOAT);
        Value bias = Value.argument("bias", Type.FLOAT);
        Value mask = Value.argument("mask", Type.BOOL);
        List<Value> arguments = new ArrayList<>(List.of(input));
        arguments.addAll(states);
        arguments.addAll(List.of(kernel, recurrentKernel, bias, mask));

        Block block = Block.ofFunction();
        Value turn = block.vector(1, 0, 2);
        Value byStep = block.transpose(input, turn);
        Value maskByStep = block.transpose(block.expandDims(mask, -1), turn);
        Value steps = block.first(block.shape(byStep));
        List<LoopVariable> loopWeights = cell.weights(block, kernel, recurrentKernel, bias, inputs, hidden);
        // Keras computes the first step once more, to learn the shape of the zeros at masked steps.
        List<Value> firstStep = cell.step(
                block,
                block.first(byStep),
                states,
                loopWeights.stream().map(LoopVariable::start).toList());
        Value zeros = block.zerosLike(firstStep.get(0));

        List<Integer> scalar = List.of();
        List<Integer> state = List.of(-1, hidden);
        List<LoopVariable> changing = new ArrayList<>();
        changing.add(new LoopVariable("loop_counter", block.constant(0), scalar));
        changing.add(new LoopVariable("maximum_iterations", block.constant(-1), scalar));
        changing.add(new LoopVariable("time", block.constant(0), scalar));
        changing.add(new LoopVariable("outputs", block.listReserve(block.vector(-1, hidden), steps), scalar));
        changing.add(new LoopVariable("output", zeros, state));
        states.forEach(each -> changing.add(new LoopVariable(each.name(), each, state)));
        List<LoopVariable> constant = new ArrayList<>();
        constant.add(new LoopVariable("steps", steps, scalar));
        constant.add(new LoopVariable("inputs", list(block, byStep, inputs), scalar));
        constant.add(new LoopVariable("masks", list(block, maskByStep, 1), scalar));
        constant.addAll(loopWeights);
        constant.add(new LoopVariable("zeros", zeros, state));

        Value outputs = new Loop(name, cell, changing, constant).add(block, functions);
        Value result = block.transpose(block.listStack(outputs, block.vector(-1, hidden)), turn);
        // TensorFlow keeps calls of functions with these attributes, which Keras' two kernels have, and inlines others.
        Attributes attributes = new Attributes()
                .text("api_implements", cell.name().toLowerCase(Locale.ROOT) + "_" + name)
                .text("api_preferred_device", "CPU")
                .flag("go_backwards", backwards)
                .flag("time_major", false);
        return new Function(name, arguments, block, List.of(block.identity(result)), attributes);
    }

    private Value list(Block block, Value byStep, int size) {
        Value ordered = backwards ? block.reverse(byStep, 0) : byStep;
        return block.listFromTensor(ordered, block.vector(-1, size));
    }
}
