package dev.fastener.app.tune;

import dev.fastener.train.Architecture;
import dev.fastener.tune.search.Parameter;
import dev.fastener.tune.search.Space;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The shapes that are timed for a forecast: the least and the most layers and a few sizes of the space, for each cell. */
final class ForecastShapes {
    private static final int SIZES = 3;

    private ForecastShapes() {}

    static List<Architecture> of(Space space) {
        List<double[]> corners = new ArrayList<>();
        corners.add(space.parameters().stream().mapToDouble(Parameter::low).toArray());
        for (int i = 0; i < space.parameters().size(); i++) {
            Parameter parameter = space.parameters().get(i);
            int steps = switch (parameter.name()) {
                case "hidden-size" -> SIZES;
                case "cell", "layers" -> 2;
                default -> 1;
            };
            List<double[]> more = new ArrayList<>();
            for (double[] corner : corners) {
                for (int step = 0; step < steps; step++) {
                    double[] moved = corner.clone();
                    double share = steps == 1 ? 0 : (double) step / (steps - 1);
                    moved[i] = Math.rint(parameter.low() + share * (parameter.high() - parameter.low()));
                    moved[i] = steps == 1 ? parameter.low() : moved[i];
                    more.add(moved);
                }
            }
            corners = more;
        }
        Set<Architecture> shapes = new LinkedHashSet<>();
        corners.forEach(corner -> shapes.add(Candidate.architecture(space.point(corner))));
        return List.copyOf(shapes);
    }
}
