package dev.fastener.convert.certificate;

import dev.fastener.engine.Engine;
import dev.fastener.evaluation.Counts;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was noticed beside the comparison with the source.
 *
 * @param dev null where no corpus was given
 * @param constraints null where the model has none
 * @param warnings one sentence each
 */
public record Findings(@Nullable DevFindings dev, @Nullable ConstraintEffect constraints, List<String> warnings) {
    public static final Findings NONE = new Findings(null, null, List.of());

    /** Illegal moves for an entity: of text, and of random ids, which no network has learned. */
    private static final double MOST_ILLEGAL = 0.2;

    private static final double MOST_ILLEGAL_AT_RANDOM = 0.5;

    /** F1 below which a model doesn't do what the corpus is about. */
    private static final double LEAST_F1 = 0.05;

    public Findings {
        warnings = List.copyOf(warnings);
    }

    /** These with one more warning. */
    public Findings with(String warning) {
        List<String> more = new ArrayList<>(warnings);
        more.add(warning);
        return new Findings(dev, constraints, more);
    }

    /**
     * Looks at a model's tags.
     *
     * @param engine that runs {@code model}
     * @param recording whose rows are looked at where there is no corpus
     */
    public static Findings of(
            TaggerModel model,
            Engine engine,
            Recording recording,
            @Nullable DevCorpus corpus,
            @Nullable DevFindings dev) {
        EncodedBatch rows = corpus == null
                ? PlainRows.of(model, recording)
                : new Encoder(model).encodeTokens(corpus.sentences()).batch();
        String name = corpus == null ? "the rows compared" : corpus.name();
        List<String> warnings = new ArrayList<>();
        Plausibility.of(model, engine, rows)
                .warning(
                        corpus == null ? MOST_ILLEGAL_AT_RANDOM : MOST_ILLEGAL,
                        corpus == null ? Double.NaN : corpus.outside())
                .ifPresent(warnings::add);
        if (dev != null) {
            Counts counts = dev.scores().get(0).counts();
            if (counts.gold() > 0 && counts.f1() < LEAST_F1) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "F1 on %s is %.2f: are --vocab, --tags and --padding those of the training?",
                        name,
                        100 * counts.f1()));
            }
        }
        return new Findings(
                dev, model.head().constrained() ? ConstraintEffect.of(model, engine, rows, name) : null, warnings);
    }
}
