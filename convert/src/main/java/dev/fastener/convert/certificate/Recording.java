package dev.fastener.convert.certificate;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.recorded.RecordedFile;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the source gave for some padded rows of ids.
 *
 * @param ids of the first input: [rows][length], pads included
 * @param further of the other inputs, likewise
 * @param outputs [rows][length * size]: the last tensor before the head; null where only its tags are known
 * @param tags [rows][length]: what the source decoded; null where that wasn't recorded
 */
public record Recording(int[][] ids, List<int[][]> further, float @Nullable [][] outputs, int @Nullable [][] tags) {
    public Recording {
        further = List.copyOf(further);
    }

    /** Of a source with one input. */
    public Recording(int[][] ids, float @Nullable [][] outputs, int @Nullable [][] tags) {
        this(ids, List.of(), outputs, tags);
    }

    /**
     * A user's file for a network.
     *
     * @param size values of a step
     * @param vocabulary number of ids
     * @throws ConversionException where it is another network's
     */
    public static Recording of(RecordedFile file, int size, int vocabulary) {
        return of(file, size, List.of(vocabulary));
    }

    /**
     * A user's file for a network of several inputs, likewise.
     *
     * @param vocabularies number of ids of each input
     */
    public static Recording of(RecordedFile file, int size, List<Integer> vocabularies) {
        if (file.outputs() != null && file.size() != size) {
            throw new ConversionException("--recorded: expected outputs of " + size
                    + " values a step, as many as the network gives, found " + file.size());
        }
        requireIds(file.ids(), vocabularies.get(0));
        for (int i = 0; i < file.further().size(); i++) {
            requireIds(file.further().get(i), vocabularies.get(i + 1));
        }
        return new Recording(file.ids(), file.further(), file.outputs(), file.tags());
    }

    private static void requireIds(int[][] rows, int vocabulary) {
        for (int[] row : rows) {
            for (int id : row) {
                if (id >= vocabulary) {
                    throw new ConversionException(
                            "--recorded: expected ids below " + vocabulary + ", the embedding's rows, found " + id);
                }
            }
        }
    }

    /** Ids of all inputs for some steps of a row: [inputs][to - from]. */
    int[][] steps(int row, int from, int to) {
        int[][] steps = new int[1 + further.size()][];
        steps[0] = Arrays.copyOfRange(ids[row], from, to);
        for (int i = 1; i < steps.length; i++) {
            steps[i] = Arrays.copyOfRange(further.get(i - 1)[row], from, to);
        }
        return steps;
    }
}
