package dev.fastener.slim;

import dev.fastener.model.Layer;
import dev.fastener.model.Parallel;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import dev.fastener.train.Architecture;
import java.util.ArrayList;
import java.util.List;

/** Shapes of models. */
public final class Shapes {
    /** Of the first student's sizes. */
    private static final double[] SHARES = {1, 0.75, 0.5, 0.375, 0.25, 0.1875, 0.125};

    private static final int LARGEST = 512;

    /** Hidden sizes that kernels like are multiples of it. */
    static final int MULTIPLE = 8;

    private Shapes() {}

    /** Of the first student of {@code teacher}: one Bi-LSTM of its sizes, no bigrams. */
    public static Architecture first(TaggerModel teacher) {
        int hidden = recurrent(teacher.body()).stream()
                .mapToInt(Recurrent::hiddenSize)
                .max()
                .orElse(128);
        int embedding = teacher.features().get(0).embedding().columns();
        return new Architecture(Recurrent.Cell.LSTM, 1, Math.min(LARGEST, hidden), Math.min(LARGEST, embedding), 0);
    }

    /** Shapes to choose from: at most as many layers as the teacher has, and shares of the first student's sizes. */
    static List<Architecture> of(Architecture first, TaggerModel teacher) {
        int deepest =
                Math.max(first.layers(), Math.min(3, recurrent(teacher.body()).size()));
        List<Architecture> shapes = new ArrayList<>();
        for (int layers = 1; layers <= deepest; layers++) {
            for (double share : SHARES) {
                Architecture shape = first.withLayers(layers)
                        .withHiddenSize(part(first.hiddenSize(), share))
                        .withEmbeddingDimension(part(first.embeddingDimension(), share));
                if (!shapes.contains(shape)) {
                    shapes.add(shape);
                }
            }
        }
        return shapes;
    }

    /** Rounded up to what kernels like, never above the whole. */
    private static int part(int size, double share) {
        int multiples = (int) Math.ceil(size * share / MULTIPLE);
        return Math.min(size, multiples * MULTIPLE);
    }

    static List<Recurrent> recurrent(List<Layer> layers) {
        List<Recurrent> found = new ArrayList<>();
        for (Layer layer : layers) {
            if (layer instanceof Recurrent recurrent) {
                found.add(recurrent);
            } else if (layer instanceof Parallel parallel) {
                parallel.branches().forEach(branch -> found.addAll(recurrent(branch)));
            }
        }
        return found;
    }

    /** Recurrent layers and their largest hidden size: "1x512". */
    public static String label(TaggerModel model) {
        List<Recurrent> layers = recurrent(model.body());
        return layers.size() + "x"
                + layers.stream().mapToInt(Recurrent::hiddenSize).max().orElse(0);
    }

    /** "1 LSTM of 128, embeddings of 64". */
    static String words(Architecture shape) {
        return shape.layers() + (shape.cell() == Recurrent.Cell.LSTM ? " LSTM of " : " GRU of ") + shape.hiddenSize()
                + ", embeddings of " + shape.embeddingDimension();
    }
}
