package dev.fastener.app.tune;

import dev.fastener.app.bench.BenchCorpus;
import dev.fastener.app.bench.RandomModel;
import dev.fastener.app.quantize.Narrowed;
import dev.fastener.engine.Precision;
import dev.fastener.model.Quantization;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.Architecture;
import dev.fastener.train.TrainingData;
import dev.fastener.tune.latency.Forecast;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Models in the precisions of their recurrent weights that a study compares. */
final class Precisions {
    private Precisions() {}

    /**
     * The precisions of their names.
     *
     * @throws IllegalArgumentException where there is none, one twice or one that isn't a width
     */
    static List<Precision> parse(List<String> names) {
        List<Precision> precisions = names.stream().map(Precision::of).toList();
        if (precisions.isEmpty()
                || precisions.contains(Precision.AUTO)
                || Set.copyOf(precisions).size() < precisions.size()) {
            throw new IllegalArgumentException(
                    "--precision: expected some of fp32, int16, bf16 and int8, each once, found "
                            + String.join(",", names));
        }
        return precisions;
    }

    /** {@code wide} with its activations measured on {@code calibration}: the same each time. */
    static TaggerModel of(TaggerModel wide, Precision precision, List<LabelledSentence> calibration) {
        if (precision == Precision.FP32) {
            return wide;
        }
        Map<String, Float> scales =
                precision == Precision.INT8 ? Narrowed.activationScales(wide, calibration) : Map.of();
        return Narrowed.of(wide, stored(precision), scales)
                .withProvenance(wide.provenance().withSettings(Map.of("quantize.precision", precision.toString())));
    }

    /** Models of random weights for the corpus, whose activations are measured when an engine loads them. */
    static Forecast.Untrained untrained(TrainingData data, long seed) {
        BenchCorpus sentences = new BenchCorpus(data.corpus(), data.train(), data.tagFormat(), data.unit());
        return (Architecture architecture, Precision precision) -> {
            TaggerModel wide = RandomModel.of(architecture, sentences, seed);
            return precision == Precision.FP32 ? wide : Narrowed.of(wide, stored(precision), Map.of());
        };
    }

    private static Quantization.Precision stored(Precision precision) {
        return Quantization.Precision.valueOf(precision.name().toUpperCase(Locale.ROOT));
    }
}
