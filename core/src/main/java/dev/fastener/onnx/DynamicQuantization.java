package dev.fastener.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces each LSTM of a graph by ONNX Runtime's DynamicQuantizeLSTM, an operator of the domain com.microsoft: weights
 * [directions, inputs, 4 * hidden] of int8, zero point 0, one scale for each output of each direction.
 */
final class DynamicQuantization {
    private static final String DOMAIN = "com.microsoft";
    private static final int LSTM_INPUTS = 8;
    private static final float LARGEST = 127;

    private final Map<String, Onnx.Tensor> initializers = new LinkedHashMap<>();

    private DynamicQuantization(Onnx.Graph graph) {
        graph.initializers().forEach(tensor -> initializers.put(tensor.name(), tensor));
    }

    /** @throws IllegalArgumentException where there is no LSTM */
    static Onnx.Graph of(Onnx.Graph graph) {
        if (graph.nodes().stream().noneMatch(node -> node.operator().equals("LSTM"))) {
            throw new IllegalArgumentException(
                    "dynamic quantisation: expected an LSTM, the only recurrent operator that"
                            + " ONNX Runtime has in 8 bits, found none");
        }
        DynamicQuantization quantization = new DynamicQuantization(graph);
        List<Onnx.Node> nodes = graph.nodes().stream()
                .map(node -> node.operator().equals("LSTM") ? quantization.quantized(node) : node)
                .toList();
        return new Onnx.Graph(
                graph.name(), nodes, List.copyOf(quantization.initializers.values()), graph.inputs(), graph.outputs());
    }

    private Onnx.Node quantized(Onnx.Node lstm) {
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
        Onnx.Tensor wide = initializers.get(name);
        if (wide == null) {
            throw new IllegalArgumentException("dynamic quantisation: expected constant weights, found " + name);
        }
        int directions = wide.dims().get(0).intValue();
        int rows = wide.dims().get(1).intValue();
        int columns = wide.dims().get(2).intValue();
        FloatBuffer values = floats(wide);
        byte[] narrow = new byte[directions * rows * columns];
        float[] scales = new float[directions * rows];
        for (int row = 0; row < scales.length; row++) {
            float largest = 0;
            for (int column = 0; column < columns; column++) {
                largest = Math.max(largest, Math.abs(values.get(row * columns + column)));
            }
            scales[row] = largest == 0 ? 1 : largest / LARGEST;
            int direction = row / rows;
            for (int column = 0; column < columns; column++) {
                narrow[(direction * columns + column) * rows + row % rows] =
                        (byte) Math.rint(values.get(row * columns + column) / scales[row]);
            }
        }
        List<Long> perRow = Onnx.longs(directions, rows);
        put(name, Onnx.ElementType.INT8, Onnx.longs(directions, columns, rows), bytes(narrow));
        put(name + ".scale", Onnx.ElementType.FLOAT, perRow, new Onnx.Floats(List.of(scales)));
        put(name + ".zero_point", Onnx.ElementType.INT8, perRow, bytes(new byte[scales.length]));
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
