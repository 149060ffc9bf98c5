package dev.fastener.tune.latency;

import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.train.Architecture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Time and size of networks that nobody has trained, from a few that were made up and timed. */
public final class Forecast {
    private static final int FLOAT_BYTES = 4;

    private final CostModel costs;
    /** Bytes of a file that are no weights. */
    private final long overheadBytes;

    private final int vocabulary;
    private final int bigrams;
    private final int tags;

    private Forecast(CostModel costs, long overheadBytes, int vocabulary, int bigrams, int tags) {
        this.costs = costs;
        this.overheadBytes = overheadBytes;
        this.vocabulary = vocabulary;
        this.bigrams = bigrams;
        this.tags = tags;
    }

    /**
     * Times a model for each of {@code architectures}.
     *
     * @param untrained a model of random weights with the vocabulary and tags of the corpus
     */
    public static Forecast of(
            List<Architecture> architectures, Function<Architecture, TaggerModel> untrained, Stopwatch stopwatch)
            throws IOException {
        // With bigrams, for their number; their dimension is the smallest.
        TaggerModel smallest =
                untrained.apply(new Architecture(architectures.get(0).cell(), 1, 1, 1, 1));
        int vocabulary = smallest.features().get(0).vocabulary().size();
        int bigrams = smallest.features().get(1).vocabulary().size();
        int tags = smallest.tags().labels().size();
        List<CostModel.Timed> timed = new ArrayList<>();
        for (Architecture architecture : architectures) {
            TaggerModel model = untrained.apply(architecture);
            timed.add(new CostModel.Timed(
                    new Shape(architecture, vocabulary, bigrams, tags), stopwatch.millis(model, 0)));
        }
        long bytes = OnnxWriter.toBytes(untrained.apply(architectures.get(0))).length;
        long weights = FLOAT_BYTES * timed.get(0).shape().parameters();
        return new Forecast(CostModel.fit(timed), bytes - weights, vocabulary, bigrams, tags);
    }

    /** Predicted milliseconds of a call. */
    public double millis(Architecture architecture) {
        return costs.millis(new Shape(architecture, vocabulary, bigrams, tags));
    }

    /** Predicted size of the file. */
    public long bytes(Architecture architecture) {
        return overheadBytes + FLOAT_BYTES * new Shape(architecture, vocabulary, bigrams, tags).parameters();
    }

    /** All that it knows, to be kept with a study, whose candidates are then judged alike after a restart. */
    public String text() {
        return overheadBytes + " " + vocabulary + " " + bigrams + " " + tags + " " + costs.text();
    }

    /** What {@link #text} gave. */
    public static Forecast parse(String text) {
        String[] parts = text.split(" ", 5);
        return new Forecast(
                CostModel.of(parts[4]),
                Long.parseLong(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]));
    }
}
