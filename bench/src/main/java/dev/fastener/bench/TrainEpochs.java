package dev.fastener.bench;

import dev.fastener.model.TextRules;
import dev.fastener.text.Corpus;
import dev.fastener.text.CorpusOptions;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.Architecture;
import dev.fastener.train.EpochResult;
import dev.fastener.train.TrainListener;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.Trainer;
import dev.fastener.train.TrainingData;
import dev.fastener.train.TrainingPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Trains one epoch for each line it reads and answers with a line of JSON, so that another program can take turns with it:
 * {@code TrainEpochs train.txt layers hidden embedding threads}.
 */
public final class TrainEpochs {
    private TrainEpochs() {}

    public static void main(String[] arguments) throws IOException {
        Corpus corpus = Corpus.read(Path.of(arguments[0]), CorpusOptions.defaults());
        List<LabelledSentence> sentences = corpus.sentences();
        TrainOptions options = TrainOptions.defaults()
                .withArchitecture(Architecture.defaults()
                        .withLayers(Integer.parseInt(arguments[1]))
                        .withHiddenSize(Integer.parseInt(arguments[2]))
                        .withEmbeddingDimension(Integer.parseInt(arguments[3])))
                .withThreads(Integer.parseInt(arguments[4]))
                .withEpochs(1000);
        TextRules.Unit unit = TextRules.Unit.valueOf(corpus.layout().unit().name());
        // One sentence is dev: the time of evaluation is not what is measured.
        TrainingData data = new TrainingData(
                "bench", sentences, sentences.subList(0, 1), corpus.layout().tagFormat(), unit);
        Trainer.train(data, options, new TurnTaker());
    }

    private static final class TurnTaker implements TrainListener {
        private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        private boolean ended;

        @Override
        public void started(TrainingPlan plan) {
            System.out.println(plan.sequences() + " sentences, " + plan.characters() + " characters, "
                    + plan.parameters() + " weights, kernels " + plan.kernels() + ", Java " + Runtime.version());
            awaitTurn();
        }

        @Override
        public void epoch(EpochResult result) {
            System.out.printf(
                    Locale.ROOT,
                    "{\"epoch\":%d,\"loss\":%.4f,\"seconds\":%.3f,\"charactersPerSecond\":%.0f}%n",
                    result.epoch(),
                    result.loss(),
                    result.trainSeconds(),
                    result.charactersPerSecond());
            awaitTurn();
        }

        @Override
        public boolean stop() {
            return ended;
        }

        private void awaitTurn() {
            try {
                ended = in.readLine() == null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
