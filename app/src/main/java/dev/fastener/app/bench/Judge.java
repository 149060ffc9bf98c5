package dev.fastener.app.bench;

import dev.fastener.Entity;
import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.decode.ScoredSpans;
import dev.fastener.engine.Engine;
import dev.fastener.engine.Workspace;
import dev.fastener.evaluation.Evaluation;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.EncodedTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares engines with a reference on one workload. Not thread-safe. */
public final class Judge {
    private final Workload workload;
    private final Decoder decoder;
    private final DecodeWorkspace scratch;
    private final Subject reference;
    private final List<TagScores> expected;
    private final List<int[]> paths = new ArrayList<>();
    private List<List<Entity>> entities = List.of();

    Judge(TaggerModel model, Workload workload, Subject reference) {
        this.workload = workload;
        this.decoder = new Decoder(model);
        this.scratch = decoder.newWorkspace();
        this.reference = reference;
        this.expected = scores(reference.engine());
        for (int i = 0; i < expected.size(); i++) {
            paths.add(path(i, expected.get(i)));
        }
    }

    Parity judge(Work work, Subject subject) {
        return work == Work.SCORES ? judgeScores(subject) : judgeEntities(subject);
    }

    private Parity judgeScores(Subject subject) {
        List<TagScores> found = scores(subject.engine());
        Difference difference = Difference.NONE;
        Evaluation evaluation = new Evaluation();
        long sequences = 0;
        long equal = 0;
        for (int i = 0; i < found.size(); i++) {
            int[] offsets = workload.encoded().get(i).batch().offsets();
            int[] path = path(i, found.get(i));
            difference = difference.max(Difference.of(expected.get(i), found.get(i)));
            for (int s = 0; s + 1 < offsets.length; s++) {
                equal += Arrays.equals(paths.get(i), offsets[s], offsets[s + 1], path, offsets[s], offsets[s + 1])
                        ? 1
                        : 0;
                sequences++;
            }
            evaluate(i, found.get(i), evaluation);
        }
        double f1 = workload.labelled() ? evaluation.scores().micro().f1() : Double.NaN;
        double equalPaths = sequences == 0 ? 1 : (double) equal / sequences;
        return new Parity(difference.largest(), difference.scaled(), equalPaths, f1);
    }

    private Parity judgeEntities(Subject subject) {
        if (entities.isEmpty()) {
            entities = entities(reference);
        }
        List<List<Entity>> found = entities(subject);
        int equal = 0;
        for (int i = 0; i < found.size(); i++) {
            equal += found.get(i).equals(entities.get(i)) ? 1 : 0;
        }
        return new Parity(Double.NaN, Double.NaN, (double) equal / found.size(), Double.NaN);
    }

    private List<TagScores> scores(Engine engine) {
        try (Workspace workspace = engine.newWorkspace()) {
            return workload.encoded().stream()
                    .map(texts -> engine.score(texts.batch(), workspace))
                    .toList();
        }
    }

    private List<List<Entity>> entities(Subject subject) {
        List<List<Entity>> all = new ArrayList<>();
        for (int i = 0; i < workload.encoded().size(); i++) {
            all.addAll(subject.entities(workload.sentencesOf(i)));
        }
        return all;
    }

    private int[] path(int i, TagScores scores) {
        EncodedTexts texts = workload.encoded().get(i);
        int[] path = new int[texts.batch().steps()];
        decoder.tags(texts.batch(), scores, scratch, path);
        return path;
    }

    private void evaluate(int i, TagScores scores, Evaluation evaluation) {
        EncodedTexts texts = workload.encoded().get(i);
        List<LabelledSentence> sentences = workload.sentencesOf(i);
        List<List<EntitySpan>> found = entities(texts, sentences.size(), scores, decoder, scratch);
        for (int s = 0; s < sentences.size(); s++) {
            evaluation.add(sentences.get(s).entities(), found.get(s));
        }
    }

    /** What {@code scores} say of each of {@code count} sentences, in tokens. */
    public static List<List<EntitySpan>> entities(
            EncodedTexts texts, int count, TagScores scores, Decoder decoder, DecodeWorkspace scratch) {
        List<List<EntitySpan>> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            found.add(new ArrayList<>());
        }
        List<ScoredSpans> spans = decoder.spans(texts.batch(), scores, scratch, false);
        for (int s = 0; s < spans.size(); s++) {
            for (int e = 0; e < spans.get(s).spans().size(); e++) {
                found.get(texts.texts()[s]).add(spans.get(s).inSource(texts, s, e));
            }
        }
        return found;
    }
}
