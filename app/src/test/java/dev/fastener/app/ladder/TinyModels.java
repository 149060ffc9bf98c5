package dev.fastener.app.ladder;

import dev.fastener.app.bench.BenchCorpus;
import dev.fastener.app.bench.RandomModel;
import dev.fastener.model.Quantization.Precision;
import dev.fastener.model.Recurrent;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.quantize.Parts;
import dev.fastener.quantize.Plan;
import dev.fastener.quantize.Quantizer;
import dev.fastener.text.CorpusOptions;
import dev.fastener.train.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Random models over a few sentences of the sample corpus. */
final class TinyModels {
    static final int SENTENCES = 45;

    private final BenchCorpus corpus;

    TinyModels() throws IOException {
        corpus = BenchCorpus.read(null, CorpusOptions.defaults(), SENTENCES);
    }

    BenchCorpus corpus() {
        return corpus;
    }

    TaggerModel of(int layers, int hiddenSize, long seed) {
        return RandomModel.of(new Architecture(Recurrent.Cell.LSTM, layers, hiddenSize, 8, 0), corpus, seed);
    }

    static TaggerModel narrowed(TaggerModel model) {
        return Quantizer.quantize(model, Plan.uniform(Parts.of(model), Precision.INT8, false), Map.of());
    }

    static Path written(TaggerModel model, Path file) throws IOException {
        OnnxWriter.write(model, file);
        return file;
    }
}
