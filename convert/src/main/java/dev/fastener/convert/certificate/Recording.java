package dev.fastener.convert.certificate;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.recorded.RecordedFile;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
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
 * @param texts of the rows, as the source got them; empty where they weren't recorded
 * @param pad id that fills the first input's rows up; -1 for none
 * @param known where the sentences stand; null where only the pads tell
 */
public record Recording(
        int[][] ids,
        List<int[][]> further,
        float @Nullable [][] outputs,
        int @Nullable [][] tags,
        List<String> texts,
        int pad,
        @Nullable RealSteps known) {
    public Recording {
        further = List.copyOf(further);
        texts = List.copyOf(texts);
    }

    /** What a source gave for rows whose sentences are known. */
    static Recording of(int[][][] ids, float[][] outputs, RealSteps known) {
        return new Recording(ids[0], List.of(ids).subList(1, ids.length), outputs, null, List.of(), -1, known);
    }

    /**
     * A user's file for a network.
     *
     * @param size values of a step
     * @param vocabularies number of ids of each input
     * @param pad id that fills the first input's rows up; -1 for none
     * @throws ConversionException where it is another network's
     */
    public static Recording of(RecordedFile file, int size, List<Integer> vocabularies, int pad) {
        if (file.outputs() != null && file.size() != size) {
            throw new ConversionException("--recorded: expected outputs of " + size
                    + " values a step, as many as the network gives, found " + file.size());
        }
        requireIds(file.ids(), vocabularies.get(0));
        for (int i = 0; i < file.further().size(); i++) {
            requireIds(file.further().get(i), vocabularies.get(i + 1));
        }
        return new Recording(file.ids(), file.further(), file.outputs(), file.tags(), file.texts(), pad, null);
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

    /**
     * Where the sentence of each row stands.
     *
     * @param before whether pads stand before the sentences
     */
    RealSteps realSteps(boolean before) {
        return known == null ? RealSteps.trimmed(ids, pad, before) : known;
    }

    /** Where the sentence of each row stands for a model. */
    RealSteps realSteps(TaggerModel model) {
        return realSteps(model.text().padSide() == TextRules.Side.PRE);
    }

    /** The same rows with what {@code model} gives for them in double precision. */
    Recording exact(TaggerModel model) {
        RealSteps real = realSteps(model);
        float[][] exact = new float[ids.length][];
        int[][][] inputs = new int[1 + further.size()][][];
        inputs[0] = ids;
        for (int i = 1; i < inputs.length; i++) {
            inputs[i] = further.get(i - 1);
        }
        for (int row = 0; row < ids.length; row++) {
            int[][] own = new int[inputs.length][];
            for (int i = 0; i < own.length; i++) {
                own[i] = inputs[i][row];
            }
            int length = real.end(row) - real.begin(row);
            exact[row] = length == 0
                    ? new float[ids[row].length * model.tags().size()]
                    : RandomRows.outputs(model, own, real.begin(row), length);
        }
        return of(inputs, exact, real);
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
