package dev.fastener.slim;

import dev.fastener.evaluation.Counts;
import dev.fastener.model.Quantization;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.DevSet;
import dev.fastener.train.TrainingData;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tagger smaller: prunes its vocabulary, then looks among students for the fastest whose dev F1 is within the bound.
 * One instance per run.
 */
public final class Slimming {
    private final TaggerModel teacher;
    private final TrainingData data;
    private final SlimOptions options;
    private final SlimListener listener;
    private final List<Candidate> candidates = new ArrayList<>();
    private @Nullable Candidate chosen;
    private @Nullable TaggerModel model;

    private Slimming(TaggerModel teacher, TrainingData data, SlimOptions options, SlimListener listener) {
        this.teacher = teacher;
        this.data = data;
        this.options = options;
        this.listener = listener;
    }

    /**
     * Slims.
     *
     * @param teacher trained here or converted, without narrow weights
     * @param data its dev sentences are what F1 and time are measured on
     * @param unlabelled further text; its entities are not looked at
     * @throws IOException where a student's embeddings can't be read
     * @throws IllegalArgumentException where an entity needs a tag that the teacher lacks, or the teacher is quantised
     */
    public static SlimResult run(
            TaggerModel teacher,
            TrainingData data,
            List<LabelledSentence> unlabelled,
            SlimOptions options,
            SlimListener listener)
            throws IOException {
        if (!teacher.quantization().equals(Quantization.NONE)) {
            throw new IllegalArgumentException(
                    "teacher: expected weights in fp32, found quantised ones; slim first, then quantise");
        }
        requireSameTags(teacher, data);
        return new Slimming(teacher, data, options, listener).run(unlabelled);
    }

    private static void requireSameTags(TaggerModel teacher, TrainingData data) {
        Set<String> known = new HashSet<>(teacher.tags().labels());
        for (List<LabelledSentence> sentences : List.of(data.train(), data.dev())) {
            for (LabelledSentence sentence : sentences) {
                for (String label : teacher.tags().format().labels(sentence.length(), sentence.entities())) {
                    if (!known.contains(label)) {
                        throw new IllegalArgumentException("line " + sentence.line()
                                + (sentences == data.dev() ? " of the dev text" : " of the training text")
                                + ": expected entities that the teacher has tags for ("
                                + String.join(", ", teacher.tags().labels()) + "), found one that needs " + label
                                + "; a student has its teacher's tags: give a corpus with the same types");
                    }
                }
            }
        }
    }

    private SlimResult run(List<LabelledSentence> unlabelled) throws IOException {
        Candidate start = measure(teacher, "teacher", Models.words(teacher), false);
        noteFineBound(start.dev());
        if (options.steps().contains(SlimStep.PRUNE_VOCABULARY)) {
            pruneVocabulary(unlabelled);
        }
        if (options.steps().contains(SlimStep.DISTIL) || options.steps().contains(SlimStep.STRUCTURE)) {
            new StudentSearch(this, teacher, data, unlabelled, options, listener).run(start.millis());
        }
        return new SlimResult(candidates, chosen, model);
    }

    private void noteFineBound(Counts dev) {
        if (dev.gold() > 0 && options.maxF1Drop() > 0 && options.maxF1Drop() * dev.gold() < 100) {
            listener.note(String.format(
                    Locale.ROOT,
                    "the dev text has %,d entities: %.2f points are less than one of them; more dev text makes a finer bound",
                    dev.gold(),
                    options.maxF1Drop()));
        }
    }

    private void pruneVocabulary(List<LabelledSentence> unlabelled) throws IOException {
        List<LabelledSentence> known = new ArrayList<>(data.train());
        known.addAll(unlabelled);
        TaggerModel pruned = VocabularyPruning.prune(teacher, known);
        int before = Models.entries(teacher);
        int after = Models.entries(pruned);
        if (before == after) {
            listener.note(
                    "prune-vocabulary: nothing to prune, all " + before + " entries are in the text or must stay");
            return;
        }
        measure(pruned, SlimStep.PRUNE_VOCABULARY.toString(), after + " entries of " + before, false);
    }

    /** Measures a model and keeps it where it is the fastest within the bound. */
    Candidate measure(TaggerModel measured, String step, String shape, boolean cutShort) throws IOException {
        Counts dev = new DevSet(measured, data.dev())
                .evaluate(measured, options.training().threads());
        boolean isTeacher = candidates.isEmpty();
        boolean accepted = isTeacher || 100 * (candidates.get(0).dev().f1() - dev.f1()) <= options.maxF1Drop() + 1e-9;
        Candidate candidate = new Candidate(
                step, shape, dev, Latency.millis(measured, data.dev()), bytes(measured), accepted, cutShort);
        candidates.add(candidate);
        if (!isTeacher && accepted && (chosen == null || candidate.millis() < chosen.millis())) {
            chosen = candidate;
            model = measured;
        }
        listener.measured(candidate);
        return candidate;
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
