package dev.fastener.slim;

import dev.fastener.model.Dense;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TaggerModel;
import dev.fastener.train.Architecture;
import dev.fastener.train.UnitImportance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes hidden units out of a model: their rows of the gates, their columns of the recurrence, and what the layer above reads
 * of them. A unit whose outgoing weights are zeros changes no score.
 */
public final class UnitPruning {
    private UnitPruning() {}

    /**
     * Keeps the most important units of each layer and direction.
     *
     * @param model of a shape that {@link Architecture#of} knows
     * @param hidden size to keep, at most that of the model
     */
    static TaggerModel prune(TaggerModel model, UnitImportance importance, int hidden) {
        List<int[][]> kept = new ArrayList<>();
        for (int l = 0; l < model.body().size() - 1; l++) {
            kept.add(new int[][] {most(importance.of(l, 0), hidden), most(importance.of(l, 1), hidden)});
        }
        return keep(model, kept);
    }

    /** The indices of the largest values, in ascending order. */
    private static int[] most(double[] values, int count) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer unit) -> -values[unit]))
                .limit(count)
                .mapToInt(unit -> unit)
                .sorted()
                .toArray();
    }

    /**
     * Keeps some units.
     *
     * @param model of a shape that {@link Architecture#of} knows
     * @param kept of each recurrent layer, forward and backward, the units that stay, in ascending order and as many of both
     */
    public static TaggerModel keep(TaggerModel model, List<int[][]> kept) {
        Architecture.of(model);
        List<Layer> body = new ArrayList<>();
        int[] inputs = all(model.joinedSize());
        for (int l = 0; l < kept.size(); l++) {
            Recurrent layer = (Recurrent) model.body().get(l);
            int gates = layer.cell().gates();
            int[][] units = kept.get(l);
            body.add(new Recurrent(
                    layer.cell(),
                    keep(layer.forward(), gates, units[0], inputs),
                    keep(layer.backward(), gates, units[1], inputs),
                    layer.merge(),
                    layer.activation(),
                    layer.recurrentActivation()));
            inputs = sideBySide(units[0], units[1], layer.hiddenSize());
        }
        Dense dense = (Dense) model.body().get(kept.size());
        body.add(new Dense(select(dense.kernel(), inputs, all(dense.outputSize())), dense.bias(), dense.activation()));
        return model.withBody(body);
    }

    private static RecurrentWeights keep(@Nullable RecurrentWeights weights, int gates, int[] units, int[] inputs) {
        RecurrentWeights all = Objects.requireNonNull(weights, "both directions");
        int hidden = all.hiddenSize();
        int[] rows = new int[gates * units.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i / units.length * hidden + units[i % units.length];
        }
        return new RecurrentWeights(
                select(all.kernel(), rows, inputs),
                select(all.recurrentKernel(), rows, units),
                select(all.bias(), rows),
                select(all.recurrentBias(), rows),
                new float[0]);
    }

    private static int[] sideBySide(int[] forward, int[] backward, int hidden) {
        return IntStream.concat(IntStream.of(forward), IntStream.of(backward).map(unit -> hidden + unit))
                .toArray();
    }

    private static int[] all(int count) {
        return IntStream.range(0, count).toArray();
    }

    private static Matrix select(Matrix matrix, int[] rows, int[] columns) {
        float[] values = new float[rows.length * columns.length];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < columns.length; c++) {
                values[r * columns.length + c] = matrix.values()[rows[r] * matrix.columns() + columns[c]];
            }
        }
        return new Matrix(rows.length, columns.length, values);
    }

    private static float[] select(float[] values, int[] places) {
        float[] selected = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            selected[i] = values[places[i]];
        }
        return selected;
    }
}
