package dev.fastener.convert.certificate;

import dev.fastener.convert.Fact;
import dev.fastener.engine.Engine;
import dev.fastener.model.TaggerModel;
import java.util.List;

/** Makes certificates. */
public final class Certifier {
    private Certifier() {}

    /**
     * Compares engines, which run the file as it was written, with results of the source.
     *
     * @param recording ids below the model's vocabulary size
     */
    public static Certificate certify(
            Certificate.Grade grade,
            TaggerModel model,
            Recording recording,
            List<Engine> engines,
            TextCuts cuts,
            List<Fact> facts) {
        return new Certificate(grade, compare(model, recording, engines), cuts, facts);
    }

    /** Each engine beside the recording, within what rounding may do to the network. */
    static List<Comparison> compare(TaggerModel model, Recording recording, List<Engine> engines) {
        Comparer comparer = new Comparer(model, recording);
        List<Comparison> comparisons =
                engines.parallelStream().map(comparer::compare).toList();
        return Rounding.bounded(comparisons, model, recording, engines);
    }
}
