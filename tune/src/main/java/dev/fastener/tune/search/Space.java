package dev.fastener.tune.search;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** What a search may set: parameters that don't depend on each other. */
public record Space(List<Parameter> parameters) {
    public Space {
        parameters = List.copyOf(parameters);
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("the space: expected at least one parameter, found none");
        }
        Set<String> names = new HashSet<>();
        for (Parameter parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException(
                        "the space: expected each parameter once, found " + parameter.name() + " twice");
            }
        }
    }

    /** The point at {@code coordinates}, one per parameter. */
    public Point point(double[] coordinates) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < coordinates.length; i++) {
            values.put(parameters.get(i).name(), parameters.get(i).text(coordinates[i]));
        }
        return new Point(values);
    }

    /**
     * One coordinate per parameter.
     *
     * @throws IllegalArgumentException where {@code point} is none of this space
     */
    public double[] coordinates(Point point) {
        return parameters.stream()
                .mapToDouble(parameter -> parameter.coordinate(point.text(parameter.name())))
                .toArray();
    }

    /** Each value of a parameter is as probable as another, on the scale of its coordinates. */
    Point random(SplittableRandom random) {
        return point(parameters.stream()
                .mapToDouble(parameter -> uniform(parameter, random))
                .toArray());
    }

    private static double uniform(Parameter parameter, SplittableRandom random) {
        return parameter.isDiscrete()
                ? random.nextInt((int) parameter.low(), (int) parameter.high() + 1)
                : parameter.low() + random.nextDouble() * (parameter.high() - parameter.low());
    }
}
