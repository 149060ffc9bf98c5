package dev.fastener.tune.search;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The functions of record_optuna.py. */
final class Functions {
    private static final double[][] A = {
        {10, 3, 17, 3.5, 1.7, 8}, {0.05, 10, 17, 0.1, 8, 14}, {3, 3.5, 1.7, 10, 17, 8}, {17, 8, 0.05, 10, 0.1, 14}
    };
    private static final double[][] P = {
        {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
        {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
        {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
        {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
    };
    private static final double[] C = {1.0, 1.2, 3.0, 3.2};

    static final Space BRANIN =
            new Space(List.of(new Parameter.Real("x", -5, 10, false), new Parameter.Real("y", 0, 15, false)));
    static final Space HARTMANN6 = unitCube(6);
    static final Space ZDT1 = unitCube(5);
    static final Space TAGGER = new Space(List.of(
            new Parameter.Choice("cell", List.of("lstm", "gru", "plain")),
            new Parameter.PowerOfTwo("hidden", 32, 512),
            new Parameter.Whole("layers", 1, 4),
            new Parameter.Real("rate", 1e-5, 1e-1, true)));

    private Functions() {}

    private static Space unitCube(int dimensions) {
        return new Space(java.util.stream.IntStream.range(0, dimensions)
                .<Parameter>mapToObj(i -> new Parameter.Real("x" + i, 0, 1, false))
                .toList());
    }

    static double branin(Point point) {
        double x = point.real("x");
        double a = point.real("y") - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    }

    static double hartmann6(Point point) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            double exponent = 0;
            for (int k = 0; k < 6; k++) {
                exponent += A[i][k] * Math.pow(point.real("x" + k) - P[i][k], 2);
            }
            sum -= C[i] * Math.exp(-exponent);
        }
        return sum;
    }

    /** Error and cost. */
    static double[] tagger(Point point) {
        double hidden = Math.log(point.whole("hidden")) / Math.log(2);
        int layers = point.whole("layers");
        boolean lstm = point.text("cell").equals("lstm");
        boolean gru = point.text("cell").equals("gru");
        double error = lstm ? 0 : gru ? 0.2 : 1;
        error += 0.15 * Math.pow(hidden - 8, 2) + 0.3 * Math.pow(layers - 2, 2);
        error += 0.8 * Math.pow(Math.log10(point.real("rate")) + 2.7 + 0.3 * (hidden - 7), 2);
        return new double[] {error, (lstm ? 1 : gru ? 0.75 : 0.4) * layers * Math.pow(4, hidden - 9)};
    }

    static double mixed(Point point) {
        return tagger(point)[0];
    }

    static double[] zdt1(Point point) {
        double g = 1;
        for (int i = 1; i < 5; i++) {
            g += 9 * point.real("x" + i) / 4;
        }
        double x = point.real("x0");
        return new double[] {x, g * (1 - Math.sqrt(x / g))};
    }

    static ToDoubleFunction<Point> named(String name) {
        return switch (name) {
            case "branin" -> Functions::branin;
            case "hartmann6" -> Functions::hartmann6;
            default -> Functions::mixed;
        };
    }
}
