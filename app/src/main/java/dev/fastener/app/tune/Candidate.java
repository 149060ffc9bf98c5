package dev.fastener.app.tune;

import dev.fastener.model.Recurrent;
import dev.fastener.train.Architecture;
import dev.fastener.train.Optimisation.Optimiser;
import dev.fastener.train.Optimisation.Schedule;
import dev.fastener.train.TrainOptions;
import dev.fastener.tune.search.Parameter;
import dev.fastener.tune.search.Point;
import dev.fastener.tune.search.Space;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the parameters of a space mean for a training; they have the names of "fastener train"'s options. */
final class Candidate {
    private Candidate() {}

    /**
     * The parameters and their ranges.
     *
     * @param hard whether wider networks are searched, too
     */
    static Map<String, Parameter> defaults(boolean hard) {
        List<Parameter> parameters = List.of(
                new Parameter.Choice("cell", List.of("lstm", "gru")),
                new Parameter.Whole("layers", 1, 3),
                new Parameter.PowerOfTwo("hidden-size", 64, hard ? 512 : 256),
                new Parameter.PowerOfTwo("embedding-dim", 64, hard ? 512 : 256),
                new Parameter.Choice("bigram-dim", List.of("0", "64")),
                new Parameter.Real("dropout", 0.2, 0.7, false),
                new Parameter.Choice("optimizer", List.of("adam", "adamw")),
                new Parameter.Real("learning-rate", 5e-4, 1e-2, true),
                new Parameter.Choice("schedule", List.of("constant", "linear", "cosine", "steps")),
                new Parameter.PowerOfTwo("batch-size", 8, 64),
                new Parameter.Choice("clip", List.of("1", "5")),
                new Parameter.Real("weight-decay", 1e-6, 1e-2, true));
        Map<String, Parameter> byName = new LinkedHashMap<>();
        parameters.forEach(parameter -> byName.put(parameter.name(), parameter));
        return byName;
    }

    static Architecture architecture(Point point) {
        return new Architecture(
                switch (point.text("cell")) {
                    case "lstm" -> Recurrent.Cell.LSTM;
                    case "gru" -> Recurrent.Cell.GRU_RESET_AFTER;
                    default ->
                        throw new IllegalArgumentException("cell: expected lstm or gru, found " + point.text("cell"));
                },
                whole(point, "layers"),
                whole(point, "hidden-size"),
                whole(point, "embedding-dim"),
                whole(point, "bigram-dim"));
    }

    /** {@code base} with what the point sets. */
    static TrainOptions options(Point point, TrainOptions base) {
        float dropout = real(point, "dropout");
        return base.withArchitecture(architecture(point))
                .withRegularisation(base.regularisation()
                        .withEmbeddingDropout(dropout)
                        .withLayerDropout(dropout)
                        .withOutputDropout(dropout))
                .withOptimisation(base.optimisation()
                        .withOptimiser(oneOf(Optimiser.class, point, "optimizer"))
                        .withLearningRate(real(point, "learning-rate"))
                        .withSchedule(oneOf(Schedule.class, point, "schedule"))
                        .withClipping(real(point, "clip"))
                        .withWeightDecay(real(point, "weight-decay")))
                .withBatchSize(whole(point, "batch-size"));
    }

    /**
     * Does nothing where a training takes the ends of all ranges and each choice.
     *
     * @throws IllegalArgumentException that names the parameter where one does not
     */
    static void requireUsable(Space space) {
        TrainOptions base = TrainOptions.defaults();
        for (int i = 0; i < space.parameters().size(); i++) {
            Parameter parameter = space.parameters().get(i);
            List<Double> coordinates = new ArrayList<>(List.of(parameter.low(), parameter.high()));
            if (parameter instanceof Parameter.Choice choice) {
                choice.values().forEach(value -> coordinates.add(choice.coordinate(value)));
            }
            for (double coordinate : coordinates) {
                double[] corner =
                        space.parameters().stream().mapToDouble(Parameter::low).toArray();
                corner[i] = coordinate;
                options(space.point(corner), base);
            }
        }
    }

    private static int whole(Point point, String name) {
        try {
            return point.whole(name);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": expected whole numbers, found " + point.text(name), e);
        }
    }

    private static float real(Point point, String name) {
        try {
            return (float) point.real(name);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": expected numbers, found " + point.text(name), e);
        }
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, Point point, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(point.text(name))) {
                return constant;
            }
        }
        throw new IllegalArgumentException(name + ": expected of "
                + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT) + ", found "
                + point.text(name));
    }
}
