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
            Certificate.Grade grade, TaggerModel model, Recording recording, List<Engine> engines, List<Fact> facts) {
        Comparer comparer = new Comparer(model, recording);
        return new Certificate(
                grade, engines.parallelStream().map(comparer::compare).toList(), facts);
    }
}
