package dev.fastener.convert.graph;

import java.util.List;

/** One step of a recurrent layer as Keras computes it (keras/layers/rnn: standard_lstm, standard_gru). */
enum Cell {
    /** Weights: kernel, recurrent kernel, bias; states: output and memory cell. */
    LSTM(2) {
        @Override
        List<LoopVariable> weights(Block block, Value kernel, Value recurrent, Value bias, int inputs, int hidden) {
            return List.of(
                    new LoopVariable("kernel", kernel, List.of(inputs, 4 * hidden)),
                    new LoopVariable("recurrent_kernel", recurrent, List.of(hidden, 4 * hidden)),
                    new LoopVariable("bias", bias, List.of(4 * hidden)));
        }

        @Override
        List<Value> step(Block block, Value input, List<Value> states, List<Value> weights) {
            Value fromInput = block.matMul(input, weights.get(0));
            Value fromState = block.matMul(states.get(0), weights.get(1));
            Value gates = block.split(block.biasAdd(block.add(fromInput, fromState), weights.get(2)), 4);
            Value in = block.sigmoid(gates);
            Value forget = block.sigmoid(gates.at(1));
            Value kept = block.multiply(forget, states.get(1));
            Value memory = block.add(kept, block.multiply(in, block.tanh(gates.at(2))));
            Value out = block.sigmoid(gates.at(3));
            return List.of(block.multiply(out, block.tanh(memory)), memory);
        }
    },
    /** Weights: kernel, bias of the input, recurrent kernel, bias of the state; state: output. Resets after the product. */
    GRU(1) {
        @Override
        List<LoopVariable> weights(Block block, Value kernel, Value recurrent, Value bias, int inputs, int hidden) {
            Value biases = block.unpack(bias, 2);
            return List.of(
                    new LoopVariable("kernel", kernel, List.of(inputs, 3 * hidden)),
                    new LoopVariable("bias", biases, List.of(3 * hidden)),
                    new LoopVariable("recurrent_kernel", recurrent, List.of(hidden, 3 * hidden)),
                    new LoopVariable("recurrent_bias", biases.at(1), List.of(3 * hidden)));
        }

        @Override
        List<Value> step(Block block, Value input, List<Value> states, List<Value> weights) {
            Value state = states.get(0);
            Value fromInput = block.split(block.biasAdd(block.matMul(input, weights.get(0)), weights.get(1)), 3);
            Value fromState = block.split(block.biasAdd(block.matMul(state, weights.get(2)), weights.get(3)), 3);
            Value update = block.sigmoid(block.add(fromInput, fromState));
            Value reset = block.sigmoid(block.add(fromInput.at(1), fromState.at(1)));
            Value candidate = block.tanh(block.add(fromInput.at(2), block.multiply(reset, fromState.at(2))));
            Value kept = block.multiply(update, state);
            Value taken = block.multiply(block.subtract(block.constant(1f), update), candidate);
            return List.of(block.add(kept, taken));
        }
    };

    private final int states;

    Cell(int states) {
        this.states = states;
    }

    /** How many arrays [batch, hidden] it hands from step to step; the first is its output. */
    int states() {
        return states;
    }

    /** The weights in the order in which {@link #step} reads them; kernels and bias are as Keras keeps them. */
    abstract List<LoopVariable> weights(Block block, Value kernel, Value recurrent, Value bias, int inputs, int hidden);

    /**
     * One step.
     *
     * @param input [batch, inputs]
     * @param states before it
     * @return the states after it
     */
    abstract List<Value> step(Block block, Value input, List<Value> states, List<Value> weights);
}
