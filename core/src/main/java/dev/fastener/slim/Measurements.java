package dev.fastener.slim;

import dev.fastener.evaluation.Counts;
import dev.fastener.evaluation.F1Bound;
import dev.fastener.evaluation.F1Difference;
import dev.fastener.evaluation.PairedBootstrap;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.DevSet;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Measures models against the teacher and keeps those that are within the bound. */
final class Measurements {
    /** Of all bootstraps, so that equal counts give equal intervals. */
    static final long BOOTSTRAP_SEED = 20;

    private final Measured teacher;
    private final List<LabelledSentence> dev;
    private final F1Bound bound;
    private final int threads;
    private final SlimListener listener;
    private final List<Candidate> all = new ArrayList<>();
    private final List<Measured> accepted = new ArrayList<>();

    /** The student with the best dev F1 so far. */
    private @Nullable Measured best;

    Measurements(
            TaggerModel teacher,
            String shape,
            List<LabelledSentence> dev,
            F1Bound bound,
            int threads,
            SlimListener listener)
            throws IOException {
        this.dev = dev;
        this.bound = bound;
        this.threads = threads;
        this.listener = listener;
        List<Counts> counts = new DevSet(teacher, dev).counts(teacher, threads);
        Counts sum = counts.stream().reduce(Counts.NONE, Counts::plus);
        this.teacher = new Measured(
                new Candidate(
                        "teacher",
                        shape,
                        0,
                        new F1Difference(sum, sum, 0, 0),
                        Latency.millis(teacher, dev),
                        bytes(teacher),
                        true,
                        false),
                teacher,
                counts,
                null);
        add(this.teacher);
    }

    /** Measures a model and keeps it where it is within the bound. */
    Measured measure(TaggerModel model, String step, String shape, long seed, boolean cutShort, @Nullable Recipe recipe)
            throws IOException {
        List<Counts> counts = new DevSet(model, dev).counts(model, threads);
        F1Difference difference = PairedBootstrap.compare(teacher.counts(), counts, BOOTSTRAP_SEED);
        Candidate candidate = new Candidate(
                step,
                shape,
                seed,
                difference,
                Latency.millis(model, dev),
                bytes(model),
                bound.keptBy(difference),
                cutShort);
        Measured measured = new Measured(candidate, model, counts, recipe);
        add(measured);
        if (candidate.accepted()) {
            accepted.add(measured);
        }
        if (recipe != null
                && (best == null
                        || candidate.dev().f1() > best.candidate().dev().f1())) {
            best = measured;
        }
        return measured;
    }

    private void add(Measured measured) {
        all.add(measured.candidate());
        listener.measured(measured.candidate());
    }

    Measured teacher() {
        return teacher;
    }

    F1Bound bound() {
        return bound;
    }

    List<Candidate> all() {
        return all;
    }

    /** The fastest within the bound. */
    Optional<Measured> fastest() {
        return accepted.stream()
                .min(Comparator.comparingDouble(measured -> measured.candidate().millis()));
    }

    /** The student with the best dev F1, within the bound or not. */
    Optional<Measured> best() {
        return Optional.ofNullable(best);
    }

    /** No longer counts {@code measured} as within the bound. */
    void reject(Measured measured) {
        accepted.remove(measured);
    }

    private static long bytes(TaggerModel model) throws IOException {
        CountingStream counted = new CountingStream();
        OnnxWriter.writeTo(model, counted);
        return counted.count;
    }

    private static final class CountingStream extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            count += length;
        }
    }
}
