package dev.fastener.app.quantize;

import static java.util.Objects.requireNonNull;

import dev.fastener.Tagger;
import dev.fastener.app.EqualTags;
import dev.fastener.engine.EngineException;
import dev.fastener.evaluation.Counts;
import dev.fastener.evaluation.Evaluation;
import dev.fastener.evaluation.F1Bound;
import dev.fastener.evaluation.F1Difference;
import dev.fastener.evaluation.PairedBootstrap;
import dev.fastener.model.TaggerModel;
import dev.fastener.scheme.EntitySpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs models on the test text and sets what they find beside what the model in fp32 finds. */
final class Trial {
    private static final long SEED = 20;

    private final TestText text;
    private final @Nullable F1Bound bound;
    private final List<List<EntitySpan>> wide;
    private final List<Counts> wideCounts;
    private final Candidate reference;

    /** @param bound null where the text has no gold entities */
    Trial(TaggerModel model, TestText text, @Nullable F1Bound bound) {
        this.text = text;
        this.bound = bound;
        wide = found(model, Runner.FASTENER);
        wideCounts = counts(wide);
        reference = candidate("fp32", "", model, Runner.FASTENER, wide);
    }

    Candidate reference() {
        return reference;
    }

    /** What {@code model} is worth; one that no kernels compute is none that keeps the bound. */
    Candidate judge(String precision, String fallback, TaggerModel model, Runner runner) {
        try {
            return candidate(precision, fallback, model, runner, found(model, runner));
        } catch (EngineException e) {
            String reason = String.valueOf(e.getMessage());
            return new Candidate(precision, fallback, model, runner, runner.file(model).length, 0, null, false, reason);
        }
    }

    private Candidate candidate(
            String precision, String fallback, TaggerModel model, Runner runner, List<List<EntitySpan>> found) {
        F1Difference difference = bound == null ? null : PairedBootstrap.compare(wideCounts, counts(found), SEED);
        boolean kept = difference == null || requireNonNull(bound).keptBy(difference);
        long sizeBytes = runner.file(model).length;
        double equalTags = EqualTags.share(text.sentences(), wide, found);
        return new Candidate(precision, fallback, model, runner, sizeBytes, equalTags, difference, kept, "");
    }

    private List<List<EntitySpan>> found(TaggerModel model, Runner runner) {
        try (Tagger tagger = Tagger.of(model, runner.open(model, 0))) {
            return tagger.tagTokens(text.sentences());
        }
    }

    private List<Counts> counts(List<List<EntitySpan>> found) {
        List<Counts> counts = new ArrayList<>();
        for (int s = 0; s < found.size(); s++) {
            counts.add(Evaluation.of(text.sentences().get(s).entities(), found.get(s)));
        }
        return counts;
    }
}
