package dev.fastener.tune.search;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A density over a space: the mean of one product of kernels per observation and of one wide prior. Ordered coordinates have
 * normal kernels cut off at the ends of their range, choices a probability for each value.
 */
final class Parzen {
    /** Width of a kernel as a share of the range, for one observation. */
    private static final double WIDTH = 0.2;

    /** The newest this many count in full; older ones the less, the older they are. */
    private static final int FULL_WEIGHT = 25;

    private static final double LEAST = 1e-300;

    private final List<Parameter> parameters;
    /** Centres, [kernels][parameters]; the last kernel is the prior. */
    private final double[][] centres;
    /** Sums of the weights up to each kernel, [kernels], the last is 1. */
    private final double[] cumulative;
    /** Standard deviations of all kernels but the prior, [parameters]. */
    private final double[] widths;

    /** @param observed coordinates, oldest first, [observations][parameters] */
    Parzen(List<Parameter> parameters, List<double[]> observed) {
        this.parameters = parameters;
        int kernels = observed.size() + 1;
        centres = new double[kernels][];
        widths = new double[parameters.size()];
        double shrink = Math.pow(Math.max(1, observed.size()), -1.0 / (parameters.size() + 4));
        for (int p = 0; p < widths.length; p++) {
            double range = to(p) - from(p);
            widths[p] = Math.max(WIDTH * shrink * range, range / Math.min(100, 1 + kernels));
        }
        double[] prior = new double[parameters.size()];
        for (int p = 0; p < prior.length; p++) {
            prior[p] = (from(p) + to(p)) / 2;
        }
        cumulative = new double[kernels];
        double sum = 0;
        for (int k = 0; k < kernels; k++) {
            centres[k] = k < observed.size() ? observed.get(k) : prior;
            sum += k < observed.size() ? weight(k, observed.size()) : 1;
            cumulative[k] = sum;
        }
        for (int k = 0; k < kernels; k++) {
            cumulative[k] /= sum;
        }
    }

    private static double weight(int place, int n) {
        int old = n - FULL_WEIGHT;
        return place >= old ? 1 : old == 1 ? 1.0 / n : 1.0 / n + (1 - 1.0 / n) * place / (old - 1);
    }

    /** Ends of a coordinate's range; a whole coordinate stands for the half below and above it. */
    private double from(int p) {
        return parameters.get(p).low() - (parameters.get(p).isDiscrete() ? 0.5 : 0);
    }

    private double to(int p) {
        return parameters.get(p).high() + (parameters.get(p).isDiscrete() ? 0.5 : 0);
    }

    private boolean isPrior(int kernel) {
        return kernel == centres.length - 1;
    }

    private double width(int kernel, int p) {
        return isPrior(kernel) ? to(p) - from(p) : widths[p];
    }

    double[] sample(SplittableRandom random) {
        double at = random.nextDouble();
        int kernel = 0;
        while (kernel < centres.length - 1 && cumulative[kernel] <= at) {
            kernel++;
        }
        double[] sampled = new double[centres[kernel].length];
        for (int p = 0; p < sampled.length; p++) {
            sampled[p] = parameters.get(p) instanceof Parameter.Choice choice
                    ? choice(choice, kernel, p, random)
                    : normal(kernel, p, random);
        }
        return sampled;
    }

    private double choice(Parameter.Choice choice, int kernel, int p, SplittableRandom random) {
        double at = random.nextDouble();
        int values = choice.values().size();
        for (int value = 0; value < values - 1; value++) {
            at -= probability(values, kernel, p, value);
            if (at < 0) {
                return value;
            }
        }
        return values - 1.0;
    }

    /** That of one observation among {@code kernels}, with one more spread over all values. */
    private double probability(int values, int kernel, int p, double value) {
        if (isPrior(kernel)) {
            return 1.0 / values;
        }
        double spread = 1.0 / centres.length;
        return ((centres[kernel][p] == value ? 1 : 0) + spread) / (1 + spread * values);
    }

    /** By rejection: a centre is within the range, so at least one draw of a few is. */
    private double normal(int kernel, int p, SplittableRandom random) {
        double drawn;
        do {
            drawn = centres[kernel][p] + width(kernel, p) * random.nextGaussian();
        } while (drawn < from(p) || drawn > to(p));
        Parameter parameter = parameters.get(p);
        return parameter.isDiscrete() ? Math.max(parameter.low(), Math.min(parameter.high(), Math.rint(drawn))) : drawn;
    }

    /** Logarithm of the density at {@code at}, one coordinate per parameter. */
    double logDensity(double[] at) {
        double[] terms = new double[centres.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < terms.length; k++) {
            terms[k] = Math.log(cumulative[k] - (k == 0 ? 0 : cumulative[k - 1]));
            for (int p = 0; p < at.length; p++) {
                terms[k] += parameters.get(p) instanceof Parameter.Choice choice
                        ? Math.log(probability(choice.values().size(), k, p, at[p]))
                        : logNormal(k, p, at[p]);
            }
            largest = Math.max(largest, terms[k]);
        }
        double sum = 0;
        for (double term : terms) {
            sum += Math.exp(term - largest);
        }
        return largest + Math.log(sum);
    }

    private double logNormal(int kernel, int p, double at) {
        double centre = centres[kernel][p];
        double width = width(kernel, p);
        if (width == 0) {
            return 0;
        }
        double inRange = Normal.cumulative((to(p) - centre) / width) - Normal.cumulative((from(p) - centre) / width);
        if (parameters.get(p).isDiscrete()) {
            double mass =
                    Normal.cumulative((at + 0.5 - centre) / width) - Normal.cumulative((at - 0.5 - centre) / width);
            return Math.log(Math.max(LEAST, mass / inRange));
        }
        double z = (at - centre) / width;
        return -z * z / 2 - Math.log(width * inRange * Math.sqrt(2 * Math.PI));
    }
}
