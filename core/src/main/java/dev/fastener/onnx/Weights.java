package dev.fastener.onnx;

import dev.fastener.model.Convolution;
import dev.fastener.model.Matrix;
import dev.fastener.model.Quantization;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Quantization.Precision;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The model's weights as initializers, narrow ones behind the nodes that widen them. Each method returns the value's name. */
final class Weights {
    private final Nodes nodes;
    private final Map<String, MatrixQuantization> quantization;
    private final Set<String> seen = new HashSet<>();

    Weights(Nodes nodes, Quantization quantization) {
        this.nodes = nodes;
        this.quantization = quantization.matrices();
    }

    String vector(String name, float[] values) {
        return nodes.initializer(
                name, Onnx.ElementType.FLOAT, Onnx.longs(values.length), new Onnx.Floats(List.of(values)));
    }

    /** Vectors one after another as [directions, values]. */
    String vectors(String name, int directions, List<float[]> parts) {
        Onnx.Floats data = new Onnx.Floats(parts);
        return nodes.initializer(
                name, Onnx.ElementType.FLOAT, Onnx.longs(directions, data.sizeBytes() / 4 / directions), data);
    }

    /** [rows, columns], with a scale for each row. */
    String matrix(String name, Matrix matrix) {
        return add(
                name, Onnx.longs(matrix.rows(), matrix.columns()), List.of(matrix.values()), matrix.columns(), false);
    }

    /** [inputs, units], with a scale for each unit. */
    String byColumn(String name, Matrix matrix) {
        return add(name, Onnx.longs(matrix.rows(), matrix.columns()), List.of(matrix.values()), matrix.columns(), true);
    }

    /** [directions, rows, columns], with a scale for each row of each direction. */
    String directions(String name, List<Matrix> matrices) {
        long rows = matrices.get(0).rows();
        int columns = matrices.get(0).columns();
        List<float[]> parts = matrices.stream().map(Matrix::values).toList();
        return add(name, Onnx.longs(matrices.size(), rows, columns), parts, columns, false);
    }

    /** [filters, inputs, width], with a scale for each filter. */
    String taps(String name, Convolution layer) {
        int inputs = layer.inputSize();
        int filters = layer.outputSize();
        int width = layer.width();
        float[] taps = new float[layer.kernel().values().length];
        for (int filter = 0; filter < filters; filter++) {
            for (int input = 0; input < inputs; input++) {
                for (int tap = 0; tap < width; tap++) {
                    taps[(filter * inputs + input) * width + tap] =
                            layer.kernel().values()[(tap * inputs + input) * filters + filter];
                }
            }
        }
        return add(name, Onnx.longs(filters, inputs, width), List.of(taps), inputs * width, false);
    }

    /** Throws an IllegalArgumentException where the quantization names a matrix that the model doesn't have. */
    void requireAllQuantized() {
        for (String name : quantization.keySet()) {
            if (!seen.contains(name)) {
                throw new IllegalArgumentException("quantization: expected one of " + seen + ", found " + name);
            }
        }
    }

    private String add(String name, List<Long> dims, List<float[]> parts, int columns, boolean scaleByColumn) {
        seen.add(name);
        MatrixQuantization narrow = quantization.get(name);
        if (narrow == null) {
            return nodes.initializer(name, Onnx.ElementType.FLOAT, dims, new Onnx.Floats(parts));
        }
        Precision precision = narrow.precision();
        String stored = nodes.initializer(
                name + ".narrow",
                QuantizedMatrix.type(precision),
                dims,
                QuantizedMatrix.narrow(name, parts, columns, scaleByColumn, narrow));
        Onnx.Attribute toFloat = Onnx.Attribute.of("to", Onnx.ElementType.FLOAT.code);
        if (precision == Precision.BF16) {
            return nodes.add("Cast", name, List.of(stored), toFloat);
        }
        // Not DequantizeLinear: ONNX Runtime computes that in each run, these two once, when it makes a session.
        String integers = nodes.add("Cast", name + ".integers", List.of(stored), toFloat);
        String scale = nodes.initializer(
                name + ".scale",
                Onnx.ElementType.FLOAT,
                scaleDims(dims, narrow.rowScales().length, scaleByColumn),
                new Onnx.Floats(List.of(narrow.rowScales())));
        return nodes.add("Mul", name, List.of(integers, scale));
    }

    /** Of the last dimension, or of as many of the first ones as have a scale for each row; 1 for the others. */
    private static List<Long> scaleDims(List<Long> dims, long scales, boolean scaleByColumn) {
        long[] shape = dims.stream().mapToLong(dim -> 1).toArray();
        if (scaleByColumn) {
            shape[shape.length - 1] = scales;
            return Onnx.longs(shape);
        }
        long rows = 1;
        for (int axis = 0; rows < scales; axis++) {
            shape[axis] = dims.get(axis);
            rows *= shape[axis];
        }
        return Onnx.longs(shape);
    }
}
