package dev.fastener.onnx;

import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Quantization.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replaces each LSTM of a graph by ONNX Runtime's DynamicQuantizeLSTM, and each product with constant weights by its
 * DynamicQuantizeMatMul, operators of the domain com.microsoft: weights [directions, inputs, 4 * hidden] and [inputs, units]
 * of int8, zero point 0, one scale for each output.
 */
final class DynamicQuantization {
    private static final String DOMAIN = "com.microsoft";
    private static final int LSTM_INPUTS = 8;

    /**
     * Of a weight. Where a processor lacks VNNI, ONNX Runtime adds two products of an unsigned and a signed byte in 16 bits,
     * which saturate; with weights of 7 bits they can't: 2 * 255 * 64 is less than 2^15.
     */
    private static final float LARGEST = 64;

    private final Map<String, Onnx.Tensor> initializers = new LinkedHashMap<>();

    private DynamicQuantization(Onnx.Graph graph) {
        graph.initializers().forEach(tensor -> initializers.put(tensor.name(), tensor));
    }

    /**
     * The matrices that {@link #of} is to narrow: of a model in fp32 those of all LSTMs and products; else those that are
     * INT8, where of an LSTM R decides.
     *
     * @param stored how the model's narrow matrices are stored
     * @throws IllegalArgumentException where there is no LSTM
     */
    static Set<String> matrices(Onnx.Graph wide, Map<String, MatrixQuantization> stored) {
        if (wide.nodes().stream().noneMatch(node -> node.operator().equals("LSTM"))) {
            throw new IllegalArgumentException(
                    "dynamic quantisation: expected an LSTM, the only recurrent operator that"
                            + " ONNX Runtime has in 8 bits, found none");
        }
        Set<String> matrices = new HashSet<>();
        for (Onnx.Node node : wide.nodes()) {
            List<String> inputs = node.inputs();
            if (node.operator().equals("LSTM") && isInt8(inputs.get(2), stored)) {
                matrices.add(inputs.get(1));
                matrices.add(inputs.get(2));
            } else if (node.operator().equals("MatMul") && isInt8(inputs.get(1), stored)) {
                matrices.add(inputs.get(1));
            }
        }
        return matrices;
    }

    private static boolean isInt8(String matrix, Map<String, MatrixQuantization> stored) {
        MatrixQuantization narrow = stored.get(matrix);
        return stored.isEmpty() || (narrow != null && narrow.precision() == Precision.INT8);
    }

    /** @param matrices from {@link #matrices}; all in fp32 in this graph */
    static Onnx.Graph of(Onnx.Graph graph, Set<String> matrices) {
        DynamicQuantization quantization = new DynamicQuantization(graph);
        List<Onnx.Node> nodes = graph.nodes().stream()
                .map(node -> node.inputs().stream().anyMatch(matrices::contains) ? quantization.quantized(node) : node)
                .toList();
        return new Onnx.Graph(
                graph.name(), nodes, List.copyOf(quantization.initializers.values()), graph.inputs(), graph.outputs());
    }

    private Onnx.Node quantized(Onnx.Node node) {
        return node.operator().equals("LSTM") ? lstm(node) : product(node);
    }

    private Onnx.Node product(Onnx.Node node) {
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.addAll(narrowColumns(inputs.get(1)));
        return new Onnx.Node("DynamicQuantizeMatMul", inputs, node.outputs(), node.attributes(), node.name(), DOMAIN);
    }

    private Onnx.Node lstm(Onnx.Node lstm) {
        List<String> inputs = new ArrayList<>(lstm.inputs());
        while (inputs.size() < LSTM_INPUTS) {
            inputs.add("");
        }
        inputs.addAll(narrow(inputs.get(1)));
        inputs.addAll(narrow(inputs.get(2)));
        return new Onnx.Node("DynamicQuantizeLSTM", inputs, lstm.outputs(), lstm.attributes(), lstm.name(), DOMAIN);
    }

    /** Replaces a tensor [directions, rows, columns]; returns the names of its scales and zero points. */
    private List<String> narrow(String name) {
        Onnx.Tensor wide = constant(name);
        int directions = wide.dims().get(0).intValue();
        int rows = wide.dims().get(1).intValue();
        int columns = wide.dims().get(2).intValue();
        FloatBuffer values = floats(wide);
        byte[] narrow = new byte[directions * rows * columns];
        float[] scales = new float[directions * rows];
        for (int row = 0; row < scales.length; row++) {
            scales[row] = scale(values, row * columns, columns, 1);
            int direction = row / rows;
            for (int column = 0; column < columns; column++) {
                narrow[(direction * columns + column) * rows + row % rows] =
                        (byte) Math.rint(values.get(row * columns + column) / scales[row]);
            }
        }
        put(name, Onnx.ElementType.INT8, Onnx.longs(directions, columns, rows), bytes(narrow));
        return putScales(name, scales, Onnx.longs(directions, rows));
    }

    /** Replaces a tensor [inputs, units]; returns the names of its scales and zero points. */
    private List<String> narrowColumns(String name) {
        Onnx.Tensor wide = constant(name);
        int columns = wide.dims().get(1).intValue();
        FloatBuffer values = floats(wide);
        byte[] narrow = new byte[values.limit()];
        float[] scales = new float[columns];
        for (int column = 0; column < columns; column++) {
            scales[column] = scale(values, column, narrow.length / columns, columns);
            for (int i = column; i < narrow.length; i += columns) {
                narrow[i] = (byte) Math.rint(values.get(i) / scales[column]);
            }
        }
        put(name, Onnx.ElementType.INT8, wide.dims(), bytes(narrow));
        return putScales(name, scales, Onnx.longs(columns));
    }

    private Onnx.Tensor constant(String name) {
        Onnx.Tensor wide = initializers.get(name);
        if (wide == null) {
            throw new IllegalArgumentException("dynamic quantisation: expected constant weights, found " + name);
        }
        return wide;
    }

    /** The scale with which the largest of {@code count} values becomes the largest integer. */
    private static float scale(FloatBuffer values, int first, int count, int stride) {
        float largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(values.get(first + i * stride)));
        }
        return largest == 0 ? 1 : largest / LARGEST;
    }

    private List<String> putScales(String name, float[] scales, List<Long> dims) {
        put(name + ".scale", Onnx.ElementType.FLOAT, dims, new Onnx.Floats(List.of(scales)));
        put(name + ".zero_point", Onnx.ElementType.INT8, dims, bytes(new byte[scales.length]));
        return List.of(name + ".scale", name + ".zero_point");
    }

    private void put(String name, Onnx.ElementType type, List<Long> dims, Onnx.Data data) {
        initializers.put(name, new Onnx.Tensor(name, type, dims, data));
    }

    private static Onnx.Bytes bytes(byte[] array) {
        return new Onnx.Bytes(array, 0, array.length);
    }

    private static FloatBuffer floats(Onnx.Tensor tensor) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream((int) tensor.data().sizeBytes());
        try {
            tensor.data().writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
}
