package dev.fastener.app.demo;

import dev.fastener.app.train.TrainingLog;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TextRules;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.train.Architecture;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.TrainResult;
import dev.fastener.train.Trainer;
import dev.fastener.train.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A model that the demo trains.
 *
 * @param name of its row and file
 * @param layers Bi-LSTM layers
 * @param hiddenSize of one direction
 * @param embeddingDimension of characters
 * @param epochs at most
 * @param budgetSeconds that training takes at most
 */
record DemoModel(String name, int layers, int hiddenSize, int embeddingDimension, int epochs, int budgetSeconds) {
    /**
     * What came of it.
     *
     * @param epochs that ended within the budget
     */
    record Trained(Path file, int epochs) {}

    /** Trains for at most the budget and writes NAME.onnx into {@code folder}. */
    Trained train(SampleCorpus corpus, Path folder) throws IOException {
        TrainOptions options = TrainOptions.defaults()
                .withArchitecture(new Architecture(Recurrent.Cell.LSTM, layers, hiddenSize, embeddingDimension, 0))
                .withEpochs(epochs)
                .withBudget(Duration.ofSeconds(budgetSeconds));
        TrainingData data =
                new TrainingData("demo", corpus.train(), corpus.dev(), SampleCorpus.TAGS, TextRules.Unit.CHARACTER);
        TrainingLog log = new TrainingLog(data.unit(), null, () -> false);
        TrainResult result;
        try {
            result = Trainer.train(data, options, log);
        } finally {
            log.finish();
        }
        Path file = folder.resolve(name + ".onnx");
        OnnxWriter.write(result.model(), file);
        return new Trained(file, result.history().size());
    }
}
