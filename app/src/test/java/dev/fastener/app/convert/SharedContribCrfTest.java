package dev.fastener.app.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.Tagger;
import dev.fastener.app.CapturedStreams;
import dev.fastener.app.Main;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.evaluation.Evaluation;
import dev.fastener.model.Dense;
import dev.fastener.model.Head;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Transitions;
import dev.fastener.onnx.OnnxReader;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.Corpus;
import dev.fastener.text.CorpusOptions;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.FittedTransitions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real model of Keras 2 with keras_contrib's CRF, not ours to ship, on the corpus whose characters and tags it has:
 * skipped where FASTENER_SHARED doesn't lead to them.
 */
class SharedContribCrfTest {
    private static final List<String> TAGS = List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG");

    /** The last sentences of the corpus are kept for trying. */
    private static final int HELD_OUT = 2000;

    @RegisterExtension
    private final CapturedStreams streams = new CapturedStreams();

    @TempDir
    private Path folder;

    private Path source = Path.of("");
    private List<String> blocks = List.of();

    @BeforeEach
    void findThem() throws IOException {
        Path shared =
                Path.of(Optional.ofNullable(System.getenv("FASTENER_SHARED")).orElse("../../shared"));
        source = shared.resolve("models/keras2-contrib-crf/crf.h5");
        Path corpus = shared.resolve("data/msra/train.bio");
        assumeTrue(Files.exists(source) && Files.exists(corpus), () -> "skipped: no " + source + " or " + corpus);
        blocks = List.of(Files.readString(corpus).split("\n\\s*\n"));
    }

    private Path corpus(String name, int from, int to) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n\n", blocks.subList(from, to)) + "\n");
    }

    private Path heldOut() throws IOException {
        return corpus("held-out.bio", blocks.size() - HELD_OUT, blocks.size());
    }

    private TaggerModel convert(String... more) throws IOException {
        Path out = folder.resolve("model.onnx");
        List<String> arguments = new ArrayList<>(List.of("convert", source.toString(), "--padding", "pre"));
        arguments.addAll(List.of("--unk", "1", "--lower", "--max-len", "100", "--out", out.toString()));
        arguments.addAll(List.of(more));
        assertThat(Main.run(arguments.toArray(String[]::new)))
                .as(streams.complaintsText())
                .isZero();
        return OnnxReader.read(out);
    }

    private static double f1(TaggerModel model, List<LabelledSentence> sentences) {
        Evaluation evaluation = new Evaluation();
        try (Tagger tagger = Tagger.of(model, Engines.fastest(model, EngineOptions.forBulk()))) {
            List<List<EntitySpan>> found = tagger.tagTokens(sentences);
            for (int i = 0; i < found.size(); i++) {
                evaluation.add(sentences.get(i).entities(), found.get(i));
            }
        }
        return evaluation.scores().micro().f1();
    }

    @Test
    void negatedEnergiesFindTheEntitiesAndEnergiesAsTheyAreFindNone() throws IOException {
        TaggerModel model = convert();
        List<LabelledSentence> sentences =
                Corpus.read(heldOut(), CorpusOptions.defaults()).sentences();
        assertThat(f1(model, sentences)).isBetween(0.74, 0.78);
        assertThat(f1(withEnergies(model), sentences)).isLessThan(0.02);
    }

    /** As the file has them. */
    private static TaggerModel withEnergies(TaggerModel model) {
        List<Layer> body = new ArrayList<>(model.body());
        Dense last = (Dense) body.remove(body.size() - 1);
        body.add(new Dense(negated(last.kernel()), negated(last.bias()), last.activation()));
        Head head = model.head();
        Transitions transitions = head.transitions();
        return new TaggerModel(
                model.features(),
                model.join(),
                body,
                new Head(
                        head.decoding(),
                        new Transitions(
                                negated(transitions.scores()),
                                negated(transitions.start()),
                                negated(transitions.end())),
                        head.overPads(),
                        head.constrained()),
                model.tags(),
                model.text(),
                model.quantization(),
                model.signature(),
                model.provenance());
    }

    private static Matrix negated(Matrix matrix) {
        return new Matrix(matrix.rows(), matrix.columns(), negated(matrix.values()));
    }

    private static float[] negated(float[] values) {
        float[] negated = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            negated[i] = -values[i];
        }
        return negated;
    }

    @Test
    void tagsInAnotherOrderAreNoticed() throws IOException {
        convert();
        assertThat(streams.writtenText()).doesNotContain("WARNING");
        for (int seed = 1; seed <= 4; seed++) {
            List<String> shuffled = new ArrayList<>(TAGS);
            Collections.shuffle(shuffled, new Random(seed));
            Path tags = Files.write(folder.resolve("tags.txt"), shuffled);
            streams.written.reset();
            convert("--tags", tags.toString());
            assertThat(streams.writtenText())
                    .as("%s", shuffled)
                    .contains("WARNING", "is --tags in the order of training?");
        }
    }

    @Test
    void noSideOfThePadsIsAsGoodAsItsOwn() throws IOException {
        convert("--dev", heldOut().toString());
        List<Double> scores = streams.written
                .toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("    F1 "))
                .map(line -> Double.valueOf(line.substring(7, 13).strip()))
                .toList();
        assertThat(scores).hasSizeGreaterThan(2);
        assertThat(scores.subList(1, scores.size())).allMatch(score -> score < scores.get(0) - 1);
    }

    @Test
    void transitionsFittedAboveItsNetworkAreBetterThanNone() throws IOException {
        TaggerModel model = convert();
        TaggerModel free = model.withHead(new Head(Head.Decoding.ARGMAX, null, false, false));
        FittedTransitions fitted = FittedTransitions.fit(
                free,
                Corpus.read(corpus("train.bio", 0, 3000), CorpusOptions.defaults())
                        .sentences());
        TaggerModel refitted = model.withHead(new Head(Head.Decoding.VITERBI, fitted.transitions(), false, false));
        List<LabelledSentence> sentences =
                Corpus.read(heldOut(), CorpusOptions.defaults()).sentences();
        assertThat(f1(refitted, sentences)).isGreaterThan(f1(free, sentences));
    }
}
