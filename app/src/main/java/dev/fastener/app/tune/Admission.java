package dev.fastener.app.tune;

import dev.fastener.engine.Precision;
import dev.fastener.train.Architecture;
import dev.fastener.tune.latency.Forecast;
import dev.fastener.tune.latency.Limits;
import dev.fastener.tune.latency.Stopwatch;
import dev.fastener.tune.search.Point;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says of a network that nobody has trained whether it can keep the limits, and in which precisions. */
record Admission(
        Limits limits,
        List<Precision> precisions,
        Forecast forecast,
        Forecast.Untrained untrained,
        Stopwatch stopwatch) {
    /** @param target epochs that the trial gets where it is admitted */
    Trial judge(int number, Point point, int target) throws IOException {
        Architecture architecture = Candidate.architecture(point);
        List<Variant> variants = new ArrayList<>();
        for (Precision precision : precisions) {
            variants.add(variant(architecture, precision));
        }
        Trial trial = new Trial(number, point, Trial.State.ADMITTED, null, variants, target, 0, 0, List.of());
        Variant nearest = trial.fastest();
        return nearest.excess() == 0
                ? trial
                : new Trial(number, point, Trial.State.REJECTED, reason(nearest), variants, target, 0, 0, List.of());
    }

    /** In the precision that is foretold to be the fastest. */
    double foretoldMillis(Point point) {
        Architecture architecture = Candidate.architecture(point);
        return precisions.stream()
                .mapToDouble(precision -> forecast.millis(architecture, precision))
                .min()
                .orElseThrow();
    }

    private Variant variant(Architecture architecture, Precision precision) throws IOException {
        long bytes = forecast.bytes(architecture, precision);
        double millis = forecast.millis(architecture, precision);
        Variant.Source source = Variant.Source.PREDICTED;
        if (limits.isBorderline(millis) && bytes <= limits.bytes()) {
            millis = stopwatch.typicalMillis(untrained.of(architecture, precision));
            source = Variant.Source.TIMED;
        }
        return new Variant(precision, millis, source, bytes, limits.excess(millis, bytes), null);
    }

    private static String reason(Variant nearest) {
        return String.format(
                Locale.ROOT,
                "%.3g ms in %s (%s), %,d bytes",
                nearest.millis(),
                nearest.precision(),
                nearest.source().name().toLowerCase(Locale.ROOT),
                nearest.bytes());
    }
}
