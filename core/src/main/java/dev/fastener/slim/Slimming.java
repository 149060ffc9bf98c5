package dev.fastener.slim;

import dev.fastener.evaluation.F1Bound;
import dev.fastener.model.Quantization;
import dev.fastener.model.TaggerModel;
import dev.fastener.scheme.Tag;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.Teaching;
import dev.fastener.train.TrainingData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tagger smaller, step after step, and takes the fastest model whose dev F1 is within the bound. One instance per run.
 */
public final class Slimming {
    private final TaggerModel teacher;
    private final TrainingData data;
    private final List<LabelledSentence> unlabelled;
    private final SlimOptions options;
    private final SlimListener listener;
    private @Nullable Teaching teaching;

    private Slimming(
            TaggerModel teacher,
            TrainingData data,
            List<LabelledSentence> unlabelled,
            SlimOptions options,
            SlimListener listener) {
        this.teacher = teacher;
        this.data = data;
        this.unlabelled = List.copyOf(unlabelled);
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
        noteForeignTypes(teacher, data, listener);
        return new Slimming(teacher, data, unlabelled, options, listener).run();
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

    /** Types that the teacher finds and the corpus doesn't label: each such entity counts as wrong. */
    private static void noteForeignTypes(TaggerModel teacher, TrainingData data, SlimListener listener) {
        Set<String> foreign = new TreeSet<>();
        for (Tag tag : teacher.tags().meanings()) {
            if (!tag.type().isEmpty()) {
                foreign.add(tag.type());
            }
        }
        data.train().forEach(sentence -> sentence.entities().forEach(entity -> foreign.remove(entity.type())));
        if (!foreign.isEmpty()) {
            listener.note("the teacher has tags for types that the training text never has: "
                    + String.join(", ", foreign) + "; what it finds of them counts as wrong, and students learn it");
        }
    }

    private SlimResult run() throws IOException {
        F1Bound bound = new F1Bound(options.maxF1Drop());
        int threads = options.training().threads();
        Measurements measurements =
                new Measurements(teacher, Models.words(teacher), data.dev(), bound, threads, listener);
        Candidate big = measurements.teacher().candidate();
        String rule = bound.rule("dev", big.dev().gold());
        listener.note(rule);
        Students students = new Students(measurements, options, listener);
        if (options.steps().contains(SlimStep.PRUNE_VOCABULARY)) {
            pruneVocabulary(measurements);
        }
        if (options.steps().contains(SlimStep.DISTIL) || options.steps().contains(SlimStep.STRUCTURE)) {
            Teaching from = options.steps().contains(SlimStep.DISTIL) ? teaching() : goldAlone();
            new StudentSearch(students, teacher, data, from, options, listener).run(big.millis());
        }
        if (options.steps().contains(SlimStep.PRUNE_UNITS)) {
            new UnitSearch(students, data, teaching(), options, listener).run(unitsFrom(measurements));
        }
        Confirming confirming = new Confirming(measurements, students, listener, options.seeds());
        Measured chosen = confirming.choose().orElse(null);
        return new SlimResult(
                measurements.all(),
                rule,
                confirming.confirmations(),
                chosen == null ? null : chosen.candidate(),
                chosen == null ? null : chosen.model());
    }

    /** Students, where there are any: what they lack of the bound, training further may give back. */
    private TaggerModel unitsFrom(Measurements measurements) {
        Optional<Measured> fastest = measurements.fastest();
        boolean isStudent = fastest.isPresent() && fastest.get().recipe() != null;
        Optional<Measured> start = isStudent ? fastest : measurements.best().or(() -> fastest);
        return start.map(Measured::model).orElse(teacher);
    }

    private void pruneVocabulary(Measurements measurements) throws IOException {
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
        String words = after + " entries of " + before;
        measurements.measure(pruned, SlimStep.PRUNE_VOCABULARY.toString(), words, 0, false, null);
    }

    /** What students learn from: the teacher is run over all text once. */
    private Teaching teaching() {
        if (teaching == null) {
            List<LabelledSentence> all = new ArrayList<>(data.train());
            all.addAll(unlabelled);
            int threads = options.training().threads();
            teaching = new Teaching(
                    teacher.tags(),
                    teacher.text(),
                    unlabelled,
                    TeacherProbabilities.of(teacher, all, threads, listener::stop),
                    options.teacherWeight());
        }
        return teaching;
    }

    private Teaching goldAlone() {
        return new Teaching(teacher.tags(), teacher.text(), List.of(), List.of(), 0);
    }
}
