package dev.fastener.app.slim;

import dev.fastener.app.train.TrainingLog;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.slim.Candidate;
import dev.fastener.slim.Confirmation;
import dev.fastener.slim.SlimListener;
import dev.fastener.train.TrainListener;
import java.io.IOException;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Tells on standard error how slimming goes on, and keeps the students. */
final class SlimLog implements SlimListener {
    private final TextRules.Unit unit;
    private final @Nullable StudentFolder students;
    private final BooleanSupplier stop;
    private @Nullable Candidate teacher;
    private @Nullable TrainingLog training;

    /** @param students null where they are not kept */
    SlimLog(TextRules.Unit unit, @Nullable StudentFolder students, BooleanSupplier stop) {
        this.unit = unit;
        this.students = students;
        this.stop = stop;
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
    public void trained(Candidate candidate, TaggerModel student) throws IOException {
        if (students != null) {
            students.write(candidate, student);
        }
    }

    @Override
    public void confirmed(Confirmation confirmation) {
        System.err.println(SlimReport.sentence(confirmation));
    }

    @Override
    public boolean stop() {
        return stop.getAsBoolean();
    }

    @Override
    public TrainListener training(String student) {
        System.err.println("training " + student);
        training = new TrainingLog(unit, null, stop);
        return training;
    }

    @Override
    public void note(String text) {
        System.err.println(text);
    }
}
