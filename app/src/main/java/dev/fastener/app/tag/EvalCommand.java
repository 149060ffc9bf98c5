package dev.fastener.app.tag;

import dev.fastener.Tagger;
import dev.fastener.app.Writes;
import dev.fastener.app.data.CorpusArguments;
import dev.fastener.evaluation.ErrorPage;
import dev.fastener.evaluation.EvaluationReport;
import dev.fastener.evaluation.PredictionFile;
import dev.fastener.io.AtomicFile;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.CorpusProblems;
import dev.fastener.text.CorpusReader;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fastener eval}: a model and a labelled corpus in, strict entity F1 and conlleval's figures out. */
@Command(
        name = "eval",
        description = {
            "Use when you want to know how good a model is.",
            "",
            "Tags the tokens of a labelled corpus and counts an entity where start, end and type are right.",
            ""
        })
public final class EvalCommand implements Callable<Integer> {
    /** Sentences that are tagged together. */
    private static final int BATCH = 1024;

    @Option(names = "--model", paramLabel = "FILE", description = "The model: an .onnx file of ours.")
    private @Nullable Path model;

    @Option(names = "--corpus", paramLabel = "FILE", description = "Labelled text, of any format that \"data\" knows.")
    private @Nullable Path corpus;

    @Option(
            names = "--predictions-in",
            paramLabel = "FILE",
            description = "Score this file of \"token gold predicted\" lines instead of a model.")
    private @Nullable Path predictionsIn;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to FILE too, as shares of 1.")
    @Writes
    private @Nullable Path json;

    @Option(
            names = "--errors",
            paramLabel = "FILE",
            description = "Write a page (.html) with the errors in their sentences.")
    @Writes
    private @Nullable Path errors;

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "Write \"token gold predicted\" lines in BIO, as conlleval reads them.")
    @Writes
    private @Nullable Path predictions;

    @Mixin
    private CorpusArguments corpusArguments = new CorpusArguments();

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Override
    public Integer call() throws IOException {
        EvaluationReport report;
        if (predictionsIn != null) {
            if (model != null || corpus != null || errors != null || predictions != null) {
                throw new IllegalArgumentException(
                        "--predictions-in: expected no --model, --corpus, --errors or --predictions beside it");
            }
            PredictionFile.Scored scored = PredictionFile.score(
                    predictionsIn, corpusArguments.options().scheme());
            System.err.println(predictionsIn + ": tags read as " + scored.format()
                    + (scored.isLenient() ? "; strict figures count entities by conlleval's rule in this scheme" : ""));
            report = scored.report();
        } else if (model != null && corpus != null) {
            report = evaluate(model, corpus);
        } else {
            throw new IllegalArgumentException("expected --model and --corpus, or --predictions-in, found "
                    + (model == null ? "no --model" : "no --corpus"));
        }
        System.out.print(ScoreTable.of(report));
        if (json != null) {
            AtomicFile.write(json, report::writeJson);
        }
        return 0;
    }

    private EvaluationReport evaluate(Path modelFile, Path corpusFile) throws IOException {
        EvaluationReport report = new EvaluationReport();
        ErrorPage page =
                new ErrorPage(String.valueOf(modelFile.getFileName()), String.valueOf(corpusFile.getFileName()));
        try (ModelOptions.OpenModel opened = options.open(modelFile, false)) {
            CorpusReader reader = CorpusReader.open(
                    corpusFile, corpusArguments.options(opened.model().text().unit()));
            if (predictions == null) {
                run(reader, opened, report, page, null);
            } else {
                AtomicFile.write(predictions, out -> {
                    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
                    run(reader, opened, report, page, writer);
                    writer.flush();
                });
            }
            Set<String> unknown = new TreeSet<>(report.strict().byType().keySet());
            opened.tagger().info().types().forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                System.err.println("fastener: the model has no type " + String.join(", ", unknown)
                        + "; such entities of the corpus count as missed");
            }
        }
        if (errors != null) {
            AtomicFile.write(errors, out -> page.write(out, report));
        }
        return report;
    }

    private static void run(
            CorpusReader reader,
            ModelOptions.OpenModel opened,
            EvaluationReport report,
            ErrorPage page,
            @Nullable Writer predictions)
            throws IOException {
        Coverage coverage = new Coverage(opened.model());
        JoinedTexts texts = new JoinedTexts(opened.tagger(), opened.model());
        List<LabelledSentence> batch = new ArrayList<>(BATCH);
        CorpusProblems problems = reader.read(sentence -> {
            coverage.add(sentence);
            batch.add(sentence);
            if (batch.size() == BATCH) {
                score(batch, opened.tagger(), texts, report, page, predictions);
            }
        });
        score(batch, opened.tagger(), texts, report, page, predictions);
        coverage.warning().ifPresent(warning -> System.err.println("fastener: " + warning));
        if (problems.total() > 0) {
            System.err.println(
                    "fastener: " + problems.total() + " oddities in the corpus; \"fastener data inspect\" lists them");
        }
    }

    /** Scores the batch and empties it. */
    private static void score(
            List<LabelledSentence> batch,
            Tagger tagger,
            JoinedTexts texts,
            EvaluationReport report,
            ErrorPage page,
            @Nullable Writer predictions) {
        List<List<EntitySpan>> tagged = tagger.tagTokens(batch);
        texts.add(batch, tagged, report);
        for (int i = 0; i < batch.size(); i++) {
            LabelledSentence sentence = batch.get(i);
            report.add(sentence.length(), sentence.entities(), tagged.get(i));
            page.add(sentence, tagged.get(i));
            if (predictions != null) {
                try {
                    PredictionFile.write(predictions, sentence, tagged.get(i));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        batch.clear();
    }
}
