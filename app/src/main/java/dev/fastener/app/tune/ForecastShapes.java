package dev.fastener.app.tune;

import dev.fastener.train.Architecture;
import dev.fastener.tune.search.Parameter;
import dev.fastener.tune.search.Space;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The shapes that are timed for a forecast: for each cell a few hidden sizes of the space with the least and the most layers, and
 * with bigrams where the space has them.
 */
final class ForecastShapes {
    private static final int SIZES = 3;

    private ForecastShapes() {}

    static List<Architecture> of(Space space) {
        List<double[]> corners =
                List.of(space.parameters().stream().mapToDouble(Parameter::low).toArray());
        corners = moved(space, corners, "cell", 2);
        corners = moved(space, corners, "hidden-size", SIZES);
        Set<Architecture> shapes = new LinkedHashSet<>();
        for (String name : List.of("layers", "bigram-dim")) {
            moved(space, corners, name, 2).forEach(corner -> shapes.add(Candidate.architecture(space.point(corner))));
        }
        return List.copyOf(shapes);
    }

    /** Each of {@code corners} with a parameter at {@code steps} places from its lowest to its highest. */
    private static List<double[]> moved(Space space, List<double[]> corners, String name, int steps) {
        int place = 0;
        while (!space.parameters().get(place).name().equals(name)) {
            place++;
        }
        Parameter parameter = space.parameters().get(place);
        List<double[]> more = new ArrayList<>();
        for (double[] corner : corners) {
            for (int step = 0; step < steps; step++) {
                double[] moved = corner.clone();
                moved[place] = Math.rint(parameter.low() + (parameter.high() - parameter.low()) * step / (steps - 1));
                more.add(moved);
            }
        }
        return more;
    }
}
