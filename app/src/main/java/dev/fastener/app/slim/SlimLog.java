package dev.fastener.app.slim;

import dev.fastener.app.train.TrainingLog;
import dev.fastener.model.TextRules;
import dev.fastener.slim.Candidate;
import dev.fastener.slim.SlimListener;
import dev.fastener.train.TrainListener;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells on standard error how slimming goes on. */
final class SlimLog implements SlimListener {
    private final TextRules.Unit unit;
    private @Nullable Candidate teacher;
    private @Nullable TrainingLog training;

    SlimLog(TextRules.Unit unit) {
        this.unit = unit;
    }

    @Override
    public void measured(Candidate candidate) {
        if (training != null) {
            training.finish();
        }
        Candidate first = teacher == null ? candidate : teacher;
        teacher = first;
        System.err.printf(
                Locale.ROOT,
                "%s, %s: F1 %.2f (%+.2f), %.3f ms a sentence (%.1f times as fast), %,d bytes%s%n",
                candidate.step(),
                candidate.shape(),
                100 * candidate.dev().f1(),
                100 * (candidate.dev().f1() - first.dev().f1()),
                candidate.millis(),
                first.millis() / candidate.millis(),
                candidate.bytes(),
                candidate == first ? "" : candidate.accepted() ? "; within the bound" : "; beyond the bound");
    }

    @Override
    public TrainListener training(String student) {
        System.err.println("training " + student);
        training = new TrainingLog(unit, null, () -> false);
        return training;
    }

    @Override
    public void note(String text) {
        System.err.println(text);
    }
}
