package dev.fastener.quantize;

import static java.util.Objects.requireNonNull;

import dev.fastener.model.Convolution;
import dev.fastener.model.Dense;
import dev.fastener.model.Feature;
import dev.fastener.model.Layer;
import dev.fastener.model.Matrix;
import dev.fastener.model.Parallel;
import dev.fastener.model.Quantization;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Quantization.Precision;
import dev.fastener.model.Recurrent;
import dev.fastener.model.RecurrentWeights;
import dev.fastener.model.TaggerModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a model in fp32 into one with narrow weights, which are rounded in the model too: what it holds is what runs. */
public final class Quantizer {
    private final Plan plan;
    private final Map<String, Float> activationScales;
    private final Map<String, MatrixQuantization> matrices = new HashMap<>();

    private Quantizer(Plan plan, Map<String, Float> activationScales) {
        this.plan = plan;
        this.activationScales = activationScales;
    }

    /**
     * {@code model} with the weights of {@code plan}.
     *
     * @param activationScales by matrix, as {@code engine.Calibration} measures them; used where the matrix is INT8
     * @throws IllegalArgumentException where the model has narrow weights already: rounding twice loses twice
     */
    public static TaggerModel quantize(TaggerModel model, Plan plan, Map<String, Float> activationScales) {
        requireWide(model);
        Quantizer quantizer = new Quantizer(plan, activationScales);
        List<Feature> features =
                model.features().stream().map(quantizer::embedding).toList();
        List<Layer> body = quantizer.series("body", model.body());
        return new TaggerModel(
                features,
                model.join(),
                body,
                model.head(),
                model.tags(),
                model.text(),
                new Quantization(quantizer.matrices),
                model.signature(),
                model.provenance());
    }

    /** Throws an IllegalArgumentException where the model has narrow weights. */
    public static void requireWide(TaggerModel model) {
        model.quantization().matrices().forEach((name, narrow) -> {
            throw new IllegalArgumentException("expected a model in fp32, found " + name + " in " + narrow.precision()
                    + "; take the model that this one was made from");
        });
    }

    private Feature embedding(Feature feature) {
        String name = "embedding." + feature.name();
        return plan.of(name)
                .map(precision -> new Feature(
                        feature.name(),
                        feature.unit(),
                        feature.vocabulary(),
                        narrow(name, List.of(feature.embedding()), precision, false)
                                .get(0)))
                .orElse(feature);
    }

    private List<Layer> series(String path, List<Layer> layers) {
        List<Layer> narrow = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            narrow.add(layer(path + "." + l, layers.get(l)));
        }
        return narrow;
    }

    private Layer layer(String path, Layer layer) {
        if (layer instanceof Parallel parallel) {
            List<List<Layer>> branches = new ArrayList<>();
            for (int b = 0; b < parallel.branches().size(); b++) {
                branches.add(series(path + "." + b, parallel.branches().get(b)));
            }
            return new Parallel(branches, parallel.merge());
        }
        @Nullable Precision precision = plan.of(path).orElse(null);
        if (precision == null) {
            return layer;
        } else if (layer instanceof Recurrent recurrent) {
            return recurrent(path, recurrent, precision);
        } else if (layer instanceof Dense dense) {
            Matrix kernel = narrow(path + ".kernel", List.of(dense.kernel()), precision, true)
                    .get(0);
            return new Dense(kernel, dense.bias(), dense.activation());
        } else if (layer instanceof Convolution convolution) {
            // [filters, inputs, width] in the file, a scale for each filter; a column of the kernel here.
            Matrix kernel = narrow(path + ".kernel", List.of(convolution.kernel()), precision, true)
                    .get(0);
            return new Convolution(
                    convolution.width(),
                    convolution.dilation(),
                    convolution.causal(),
                    kernel,
                    convolution.bias(),
                    convolution.activation());
        }
        return layer;
    }

    private Recurrent recurrent(String path, Recurrent layer, Precision precision) {
        List<RecurrentWeights> directions = new ArrayList<>();
        if (layer.forward() != null) {
            directions.add(layer.forward());
        }
        if (layer.backward() != null) {
            directions.add(layer.backward());
        }
        List<Matrix> kernels = directions.stream().map(RecurrentWeights::kernel).toList();
        if (plan.compact() || !path.equals("body.0")) {
            kernels = narrow(path + ".W", kernels, precision, false);
        }
        List<Matrix> recurrentKernels = narrow(
                path + ".R",
                directions.stream().map(RecurrentWeights::recurrentKernel).toList(),
                precision,
                false);
        List<RecurrentWeights> narrow = new ArrayList<>();
        for (int d = 0; d < directions.size(); d++) {
            RecurrentWeights wide = directions.get(d);
            narrow.add(new RecurrentWeights(
                    kernels.get(d), recurrentKernels.get(d), wide.bias(), wide.recurrentBias(), wide.peepholes()));
        }
        int last = narrow.size() - 1;
        return new Recurrent(
                layer.cell(),
                layer.forward() == null ? null : narrow.get(0),
                layer.backward() == null ? null : narrow.get(last),
                layer.merge(),
                layer.activation(),
                layer.recurrentActivation());
    }

    private List<Matrix> narrow(String name, List<Matrix> wide, Precision precision, boolean scaleByColumn) {
        // Embeddings are looked up, not multiplied.
        boolean sevenBits = plan.sevenBits() && !name.startsWith("embedding.");
        NarrowWeights narrow = NarrowWeights.of(wide, precision, sevenBits, scaleByColumn);
        // Wider weights are multiplied with activations in fp32.
        float activationScale =
                precision == Precision.INT8 ? requireNonNull(activationScales.getOrDefault(name, 0f)) : 0;
        matrices.put(
                name, new MatrixQuantization(precision, narrow.quantization().rowScales(), activationScale));
        return narrow.matrices();
    }
}
