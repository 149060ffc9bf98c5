package dev.fastener.convert.certificate;

import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.model.TaggerModel;
import java.util.List;

/**
 * How far the results of two programs may lie apart that compute one network in 32-bit floats. Most networks stay within {@link
 * #USUAL}. On some, large weights or long rows make any order of the sums drift: then each program may be as far from exact as
 * 32-bit floats are from double precision on that very network and those rows, and two of them twice as far from each other. The
 * drift is measured on our own engines, never on the source, so a wrong reading makes no bound wider.
 */
final class Rounding {
    /** Largest scaled difference on most networks. */
    static final double USUAL = 1e-5;

    /** Beyond it nobody would call it rounding. */
    private static final double MOST = 1e-3;

    private Rounding() {}

    /** {@code comparisons} under the bound of the network, where the usual one is exceeded. */
    static List<Comparison> bounded(
            List<Comparison> comparisons, TaggerModel model, Recording rows, List<Engine> engines) {
        boolean exceeded = comparisons.stream()
                .anyMatch(comparison -> comparison.scaledDifference() > USUAL && comparison.scaledDifference() <= MOST);
        if (!exceeded) {
            return comparisons;
        }
        double bound = Math.min(MOST, Math.max(USUAL, 2 * drift(model, rows, engines)));
        return comparisons.stream().map(comparison -> comparison.within(bound)).toList();
    }

    /** Whether what {@code model} gives in double precision is the recording but for rounding. */
    static boolean isWithin(Comparison comparison, TaggerModel model, Recording recording) {
        if (comparison.passed() || comparison.scaledDifference() > MOST) {
            return comparison.passed();
        }
        try (Engine floats = Engines.fastest(model, EngineOptions.forBulk())) {
            return bounded(List.of(comparison), model, recording, List.of(floats))
                    .get(0)
                    .passed();
        }
    }

    /** How far the engine that is nearest is from double precision: one that is broken makes no bound wider. */
    private static double drift(TaggerModel model, Recording rows, List<Engine> engines) {
        Comparer exact = new Comparer(model, rows.exact(model));
        return engines.stream()
                .mapToDouble(engine -> exact.compare(engine).scaledDifference())
                .min()
                .orElse(0);
    }
}
