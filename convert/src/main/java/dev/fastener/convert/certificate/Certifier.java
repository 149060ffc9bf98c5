package dev.fastener.convert.certificate;

import dev.fastener.convert.Fact;
import dev.fastener.engine.Engine;
import dev.fastener.model.TaggerModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes certificates. */
public final class Certifier {
    private Certifier() {}

    /** Roundings of a step that add up, as a factor of one. */
    private static final int ROUNDINGS = 16;

    /**
     * Compares engines, which run the file as it was written, with results of the source.
     *
     * @param recording ids below the model's vocabulary size
     */
    public static Certificate certify(
            Certificate.Grade grade, TaggerModel model, Recording recording, List<Engine> engines, List<Fact> facts) {
        double tolerance = tolerance(model, recording);
        Comparer comparer = new Comparer(model, recording);
        List<Fact> all = new ArrayList<>(facts);
        if (tolerance > Comparison.TOLERANCE) {
            all.add(new Fact(
                    "rounding",
                    String.format(
                            Locale.ROOT,
                            "this network amplifies it: one more in the last place of its embeddings moves the emissions by"
                                    + " %.1g of the largest, so fp32 engines may differ by %.1g",
                            tolerance / ROUNDINGS,
                            tolerance),
                    Fact.Origin.READ));
        }
        return new Certificate(
                grade,
                engines.stream()
                        .map(engine -> comparer.compare(engine, tolerance))
                        .toList(),
                all);
    }

    /** The largest scaled difference that is rounding. */
    static double tolerance(TaggerModel model, Recording recording) {
        return Math.max(Comparison.TOLERANCE, ROUNDINGS * Rounding.of(model, recording));
    }
}
