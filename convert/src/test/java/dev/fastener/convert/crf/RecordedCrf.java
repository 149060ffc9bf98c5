package dev.fastener.convert.crf;

import dev.fastener.convert.CrfLayer;
import dev.fastener.convert.Tensor;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.crf.Chain;
import dev.fastener.crf.KerasContribMarginals;
import dev.fastener.crf.Viterbi;
import dev.fastener.model.Activation;
import dev.fastener.model.Dense;
import dev.fastener.model.Head.Decoding;
import dev.fastener.model.Transitions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A layer, what went in and which tags came out.
 *
 * @param inputs [rows, steps, size]
 * @param mask [rows][steps]; null where no mask reached the layer
 * @param paths [rows][steps]
 */
record RecordedCrf(
        String file,
        String name,
        String className,
        Map<String, Object> config,
        List<Tensor> weights,
        Tensor inputs,
        int @Nullable [][] mask,
        int[][] paths) {
    static List<RecordedCrf> read(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordedCrf.class.getResourceAsStream(file), file)) {
            List<?> cases = (List<?>) JsonTree.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            List<RecordedCrf> recordings = new ArrayList<>();
            for (Object one : Objects.requireNonNull(cases)) {
                recordings.add(of(file, (Map<?, ?>) one));
            }
            return recordings;
        }
    }

    @SuppressWarnings("unchecked")
    private static RecordedCrf of(String file, Map<?, ?> one) {
        List<Tensor> weights = new ArrayList<>();
        for (Object weight : (List<?>) one.get("weights")) {
            weights.add(tensor((String) ((Map<?, ?>) weight).get("name"), (Map<?, ?>) weight));
        }
        return new RecordedCrf(
                file,
                (String) one.get("name"),
                (String) one.get("className"),
                (Map<String, Object>) one.get("config"),
                weights,
                tensor("inputs", (Map<?, ?>) one.get("inputs")),
                one.get("mask") == null ? null : rows(one.get("mask")),
                rows(one.get("tags")));
    }

    private static Tensor tensor(String name, Map<?, ?> json) {
        int[] shape = ((List<?>) json.get("shape"))
                .stream().mapToInt(size -> ((Number) size).intValue()).toArray();
        List<?> numbers = (List<?>) json.get("values");
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((Number) numbers.get(i)).floatValue();
        }
        return new Tensor(name, shape, values);
    }

    private static int[][] rows(Object json) {
        return ((List<?>) json)
                .stream()
                        .map(row -> ((List<?>) row)
                                .stream()
                                        .mapToInt(number -> ((Number) number).intValue())
                                        .toArray())
                        .toArray(int[][]::new);
    }

    boolean masked() {
        return mask != null && !file.equals("bert4keras.json");
    }

    int tags() {
        return inputs.shape()[2];
    }

    /** Where {@code layer}, decoded by core, has other tags: at all steps, or at the unmasked ones. */
    List<String> differences(CrfLayer layer) {
        Transitions transitions = layer.crf().transitions();
        Chain chain = Chain.of(transitions.scores().values(), transitions.start(), transitions.end());
        List<String> differences = new ArrayList<>();
        int steps = inputs.shape()[1];
        for (int row = 0; row < paths.length; row++) {
            int first = 0;
            int end = steps;
            if (mask != null) {
                while (mask[row][first] == 0) {
                    first++;
                }
                while (mask[row][end - 1] == 0) {
                    end--;
                }
            }
            int[] path = new int[end - first];
            float[] emissions = emissions(layer.dense(), row);
            decode(layer.crf().decoding(), chain, emissions, first * chain.tags(), path);
            for (int step = first; step < end; step++) {
                if (path[step - first] != paths[row][step]) {
                    differences.add("row " + row + " step " + step + ": expected " + paths[row][step] + ", found "
                            + path[step - first]);
                }
            }
        }
        return differences;
    }

    private static void decode(Decoding decoding, Chain chain, float[] emissions, int offset, int[] path) {
        switch (decoding) {
            case VITERBI -> new Viterbi(chain).decode(emissions, offset, path.length, path, 0);
            case VITERBI_KERAS_CONTRIB -> new Viterbi(chain).decodeBeyond(emissions, offset, path.length, path, 0);
            case MARGINAL_KERAS_CONTRIB -> KerasContribMarginals.decode(chain, emissions, offset, path.length, path, 0);
            default -> throw new AssertionError(decoding);
        }
    }

    /** [steps, tags]. */
    private float[] emissions(@Nullable Dense dense, int row) {
        int steps = inputs.shape()[1];
        int size = inputs.shape()[2];
        int units = dense == null ? size : dense.outputSize();
        float[] emissions = new float[steps * units];
        for (int step = 0; step < steps; step++) {
            for (int unit = 0; unit < units; unit++) {
                double sum = dense == null ? inputs.values()[(row * steps + step) * size + unit] : dense.bias()[unit];
                for (int i = 0; dense != null && i < size; i++) {
                    sum += (double) inputs.values()[(row * steps + step) * size + i]
                            * dense.kernel().values()[i * units + unit];
                }
                boolean tanh = dense != null && dense.activation() == Activation.TANH;
                emissions[step * units + unit] = (float) (tanh ? Math.tanh(sum) : sum);
            }
        }
        return emissions;
    }

    @Override
    public String toString() {
        return file + " " + name;
    }
}
