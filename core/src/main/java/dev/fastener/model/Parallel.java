package dev.fastener.model;

import java.util.List;

/**
 * Branches that read the same input; their outputs are merged step by step. An empty branch passes its input on (a
 * residual connection).
 */
public record Parallel(List<List<Layer>> branches, Merge merge) implements Layer {
    public Parallel {
        branches = branches.stream().map(List::copyOf).toList();
        int input = 0;
        for (List<Layer> branch : branches) {
            TaggerModel.requireSeries(branch);
            if (!branch.isEmpty()) {
                int size = branch.get(0).inputSize();
                if (input != 0 && size != input) {
                    throw new IllegalArgumentException(
                            "parallel branches: expected equal input sizes, found " + input + " and " + size);
                }
                input = size;
            }
        }
        if (branches.size() < 2 || input == 0) {
            throw new IllegalArgumentException("parallel: expected at least two branches, one of them not empty");
        }
        if (merge != Merge.CONCAT) {
            int first = outputSize(branches.get(0), input);
            for (List<Layer> branch : branches) {
                if (outputSize(branch, input) != first) {
                    throw new IllegalArgumentException("parallel branches: " + merge
                            + " needs equal output sizes, found " + first + " and " + outputSize(branch, input));
                }
            }
        }
    }

    @Override
    public int inputSize() {
        return branches.stream()
                .filter(branch -> !branch.isEmpty())
                .mapToInt(branch -> branch.get(0).inputSize())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public int outputSize() {
        int input = inputSize();
        if (merge != Merge.CONCAT) {
            return outputSize(branches.get(0), input);
        }
        return branches.stream().mapToInt(branch -> outputSize(branch, input)).sum();
    }

    private static int outputSize(List<Layer> branch, int input) {
        return branch.isEmpty() ? input : branch.get(branch.size() - 1).outputSize();
    }
}
