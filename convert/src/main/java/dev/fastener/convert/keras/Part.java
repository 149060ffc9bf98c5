package dev.fastener.convert.keras;

import dev.fastener.convert.Tensor;
import dev.fastener.model.Recurrent.Cell;
import java.util.Arrays;
import java.util.List;

/** A layer as its weights alone show it. */
sealed interface Part {
    String name();

    /** A table of vectors, [ids, dimension]. */
    record Table(String name, Tensor table) implements Part {}

    /** A layer over the values of steps. */
    sealed interface Inner extends Part {
        /** Values per step that it reads. */
        int inputSize();
    }

    /**
     * @param weights two or, with a bias, three tensors for each direction
     * @param directions 1 or 2
     * @param cudnn whether they are laid out as CuDNN wants them
     */
    record Rnn(String name, Cell cell, boolean cudnn, int directions, List<Tensor> weights) implements Inner {
        @Override
        public int inputSize() {
            return weights.get(0).shape()[0];
        }

        int hiddenSize() {
            return weights.get(1).shape()[0];
        }
    }

    /** Kernel [inputs, units] and perhaps a bias. */
    record Product(String name, List<Tensor> weights) implements Inner {
        @Override
        public int inputSize() {
            return weights.get(0).shape()[0];
        }

        int units() {
            return weights.get(0).shape()[1];
        }
    }

    /** Kernel [width, inputs, filters] and perhaps a bias. */
    record Filters(String name, List<Tensor> weights) implements Inner {
        @Override
        public int inputSize() {
            return weights.get(0).shape()[1];
        }
    }

    /** Gamma and beta of a layer normalisation; mean and variance after them of a batch normalisation. */
    record Norm(String name, List<Tensor> weights) implements Inner {
        @Override
        public int inputSize() {
            return weights.get(0).shape()[0];
        }
    }

    /** A CRF layer, told by its name. */
    record Crf(String name, List<Tensor> weights) implements Part {}

    /** Variables that are no layer's, or of a layer that nothing here looks like. */
    record Free(String name, List<Tensor> weights) implements Part {}

    /** What {@code weights} of a layer called {@code name} look like. */
    static Part of(String name, List<Tensor> weights) {
        if (name.matches("(?i).*(crf|conditional_random_field).*")) {
            return new Crf(name, weights);
        }
        int[] ranks = weights.stream().mapToInt(weight -> weight.shape().length).toArray();
        boolean sameLength = Arrays.stream(ranks).allMatch(rank -> rank == 1)
                && weights.stream()
                                .mapToInt(weight -> weight.shape()[0])
                                .distinct()
                                .count()
                        == 1;
        if (sameLength && (ranks.length == 2 || ranks.length == 4)) {
            return new Norm(name, weights);
        } else if (Arrays.equals(ranks, new int[] {2})) {
            boolean product = weights.get(0).name().contains("kernel");
            return product ? new Product(name, weights) : new Table(name, weights.get(0));
        } else if (Arrays.equals(ranks, new int[] {2, 1}) && size(weights, 0, 1) == size(weights, 1, 0)) {
            return new Product(name, weights);
        } else if (ranks.length <= 2 && ranks[0] == 3) {
            return new Filters(name, weights);
        }
        for (int directions = 2; directions >= 1; directions--) {
            int each = weights.size() / directions;
            if (each * directions == weights.size() && (each == 2 || each == 3)) {
                Part rnn = rnn(name, weights, directions, each);
                if (rnn instanceof Rnn) {
                    return rnn;
                }
            }
        }
        return new Free(name, weights);
    }

    private static Part rnn(String name, List<Tensor> weights, int directions, int each) {
        for (int first = 0; first < weights.size(); first += each) {
            if (weights.get(first).shape().length != 2
                    || weights.get(first + 1).shape().length != 2
                    || size(weights, first, 0) != size(weights, 0, 0)
                    || size(weights, first, 1) != size(weights, first + 1, 1)
                    || size(weights, first + 1, 0) != size(weights, 1, 0)) {
                return new Free(name, weights);
            }
        }
        int hidden = size(weights, 1, 0);
        int columns = size(weights, 1, 1);
        int gates = hidden > 0 && columns % hidden == 0 ? columns / hidden : 0;
        int[] bias = each == 3 ? weights.get(2).shape() : new int[] {columns};
        boolean two = Arrays.equals(bias, new int[] {2, columns});
        boolean cudnn = Arrays.equals(bias, new int[] {2 * columns});
        if (gates == 4 && (cudnn || Arrays.equals(bias, new int[] {columns}))) {
            return new Rnn(name, Cell.LSTM, cudnn, directions, weights);
        } else if (gates == 3 && (two || cudnn)) {
            return new Rnn(name, Cell.GRU_RESET_AFTER, cudnn, directions, weights);
        } else if (gates == 3 && Arrays.equals(bias, new int[] {columns})) {
            return new Rnn(name, Cell.GRU_RESET_BEFORE, false, directions, weights);
        }
        return new Free(name, weights);
    }

    private static int size(List<Tensor> weights, int tensor, int axis) {
        int[] shape = weights.get(tensor).shape();
        return axis < shape.length ? shape[axis] : -1;
    }
}
