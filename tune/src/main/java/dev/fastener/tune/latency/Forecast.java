package dev.fastener.tune.latency;

import dev.fastener.engine.Precision;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.train.Architecture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Time and size of networks that nobody has trained, from a few that were made up and timed, for each of some precisions. */
public final class Forecast {
    private final int vocabulary;
    private final int bigrams;
    private final int tags;
    private final Map<Precision, Figures> figures;

    /** @param overheadBytes of a file that are no weights */
    private record Figures(long overheadBytes, CostModel costs) {}

    /** Makes up models. */
    @FunctionalInterface
    public interface Untrained {
        /** A model of random weights with the vocabulary and tags of the corpus. */
        TaggerModel of(Architecture architecture, Precision precision);
    }

    private Forecast(int vocabulary, int bigrams, int tags, Map<Precision, Figures> figures) {
        this.vocabulary = vocabulary;
        this.bigrams = bigrams;
        this.tags = tags;
        this.figures = figures;
    }

    /** Times a model for each of {@code architectures} and {@code precisions}. */
    public static Forecast of(
            List<Architecture> architectures, List<Precision> precisions, Untrained untrained, Stopwatch stopwatch)
            throws IOException {
        // With bigrams, for their number; their dimension is the smallest.
        TaggerModel smallest =
                untrained.of(new Architecture(architectures.get(0).cell(), 1, 1, 1, 1), Precision.FP32);
        Forecast sizes = new Forecast(
                smallest.features().get(0).vocabulary().size(),
                smallest.features().get(1).vocabulary().size(),
                smallest.tags().labels().size(),
                new EnumMap<>(Precision.class));
        for (Precision precision : precisions) {
            List<CostModel.Timed> timed = new ArrayList<>();
            for (Architecture architecture : architectures) {
                timed.add(new CostModel.Timed(
                        sizes.shape(architecture), stopwatch.typicalMillis(untrained.of(architecture, precision))));
            }
            long bytes = OnnxWriter.toBytes(untrained.of(architectures.get(0), precision)).length;
            sizes.figures.put(
                    precision, new Figures(bytes - timed.get(0).shape().bytes(precision), CostModel.fit(timed)));
        }
        return sizes;
    }

    private Shape shape(Architecture architecture) {
        return new Shape(architecture, vocabulary, bigrams, tags);
    }

    private Figures figures(Precision precision) {
        Figures known = figures.get(precision);
        if (known == null) {
            throw new IllegalArgumentException("forecast: expected of " + figures.keySet() + ", found " + precision);
        }
        return known;
    }

    /** Predicted milliseconds of a call. */
    public double millis(Architecture architecture, Precision precision) {
        return figures(precision).costs().millis(shape(architecture));
    }

    /** Predicted size of the file. */
    public long bytes(Architecture architecture, Precision precision) {
        return figures(precision).overheadBytes() + shape(architecture).bytes(precision);
    }

    /** All that it knows, to be kept with a study, whose candidates are then judged alike after a restart. */
    public String text() {
        StringJoiner lines = new StringJoiner("\n");
        lines.add(vocabulary + " " + bigrams + " " + tags);
        figures.forEach((precision, known) -> lines.add(
                precision + " " + known.overheadBytes() + " " + known.costs().text()));
        return lines.toString();
    }

    /** What {@link #text} gave. */
    public static Forecast parse(String text) {
        List<String> lines = text.lines().toList();
        String[] sizes = lines.get(0).split(" ");
        Map<Precision, Figures> figures = new EnumMap<>(Precision.class);
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split(" ", 3);
            figures.put(Precision.of(parts[0]), new Figures(Long.parseLong(parts[1]), CostModel.of(parts[2])));
        }
        return new Forecast(
                Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]), figures);
    }
}
