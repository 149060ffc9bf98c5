package dev.fastener.onnx;

import dev.fastener.model.Matrix;
import dev.fastener.model.Quantization.MatrixQuantization;
import dev.fastener.model.Quantization.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Weights out of initializers by their names; the opposite of {@link Weights}. */
final class WeightReader {
    private final String source;
    private final Map<String, Onnx.Tensor> tensors = new HashMap<>();
    /** From a matrix's name to its precision and the scale of its input. */
    private final Map<String, Narrow> narrow;

    private final Map<String, MatrixQuantization> quantization = new HashMap<>();

    /** What the metadata says of a narrow matrix. */
    record Narrow(Precision precision, float activationScale) {}

    WeightReader(String source, List<Onnx.Tensor> initializers, Map<String, Narrow> narrow) {
        this.source = source;
        this.narrow = narrow;
        for (Onnx.Tensor tensor : initializers) {
            if (tensors.put(tensor.name(), tensor) != null) {
                throw wrong(tensor.name(), "expected one initializer of this name, found two");
            }
        }
    }

    /** What the matrices read so far were stored as. */
    Map<String, MatrixQuantization> quantization() {
        return quantization;
    }

    float[] vector(String name) {
        return finite(name, floats(tensor(name, Onnx.ElementType.FLOAT)));
    }

    /** All axes but the last are rows; a narrow matrix has a scale for each row. */
    Matrix matrix(String name) {
        return matrix(name, false);
    }

    /** A narrow matrix has a scale for each column. */
    Matrix byColumn(String name) {
        return matrix(name, true);
    }

    /** [width * inputs, filters], tap by tap, from ONNX's [filters, inputs, width]. */
    Matrix taps(String name, int width) {
        Onnx.Tensor stored = stored(name);
        if (stored.dims().size() != 3 || stored.dims().get(2) != width) {
            throw wrong(name, "expected [filters, inputs, " + width + "], found " + stored.dims());
        }
        int filters = dim(name, stored.dims().get(0));
        int inputs = dim(name, stored.dims().get(1));
        if (width < 1 || (long) inputs * width > Integer.MAX_VALUE) {
            throw wrong(name, "expected a width of at least 1 and rows below 2^31, found " + stored.dims());
        }
        float[] taps = weights(name, stored, inputs * width, false);
        float[] kernel = new float[taps.length];
        for (int filter = 0; filter < filters; filter++) {
            for (int input = 0; input < inputs; input++) {
                for (int tap = 0; tap < width; tap++) {
                    kernel[(tap * inputs + input) * filters + filter] = taps[(filter * inputs + input) * width + tap];
                }
            }
        }
        return new Matrix(width * inputs, filters, kernel);
    }

    private Matrix matrix(String name, boolean scaleByColumn) {
        Onnx.Tensor stored = stored(name);
        if (stored.dims().size() < 2) {
            throw wrong(name, "expected a matrix, found shape " + stored.dims());
        }
        int columns = dim(name, stored.dims().get(stored.dims().size() - 1));
        float[] values = weights(name, stored, columns, scaleByColumn);
        return new Matrix(columns == 0 ? 0 : values.length / columns, columns, values);
    }

    private Onnx.Tensor stored(String name) {
        Narrow form = narrow.get(name);
        return form == null
                ? tensor(name, Onnx.ElementType.FLOAT)
                : tensor(name + ".narrow", QuantizedMatrix.type(form.precision()));
    }

    private float[] weights(String name, Onnx.Tensor stored, int columns, boolean scaleByColumn) {
        Narrow form = narrow.get(name);
        if (form == null) {
            return finite(name, floats(stored));
        }
        boolean scaled = form.precision() != Precision.BF16;
        float[] scales = scaled ? floats(tensor(name + ".scale", Onnx.ElementType.FLOAT)) : new float[0];
        int count = stored.data() instanceof Onnx.Bytes bytes ? bytes.length() / stored.type().bytes : 0;
        int expected = columns == 0 || scaleByColumn ? columns : count / columns;
        if (scaled && scales.length != expected) {
            throw wrong(name + ".scale", "expected " + expected + " scales, found " + scales.length);
        }
        quantization.put(name, new MatrixQuantization(form.precision(), scales, form.activationScale()));
        return finite(name, QuantizedMatrix.widen(form.precision(), bytes(stored), scales, columns, scaleByColumn));
    }

    private float[] finite(String name, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw wrong(name, "expected numbers, found " + values[i] + " at " + i);
            }
        }
        return values;
    }

    private Onnx.Tensor tensor(String name, Onnx.ElementType type) {
        Onnx.Tensor tensor = tensors.get(name);
        if (tensor == null || tensor.type() != type) {
            throw wrong(name, "expected an initializer of type " + type + ", found " + found(tensor));
        }
        return tensor;
    }

    private static String found(Onnx.@Nullable Tensor tensor) {
        return tensor == null ? "none" : tensor.type().toString();
    }

    private static Onnx.Bytes bytes(Onnx.Tensor tensor) {
        return (Onnx.Bytes) tensor.data();
    }

    private static float[] floats(Onnx.Tensor tensor) {
        Onnx.Bytes bytes = bytes(tensor);
        float[] values = new float[bytes.length() / 4];
        bytes.buffer().asFloatBuffer().get(values);
        return values;
    }

    private int dim(String name, long dim) {
        if (dim > Integer.MAX_VALUE) {
            throw wrong(name, "expected a dimension below 2^31, found " + dim);
        }
        return (int) dim;
    }

    private ModelFormatException wrong(String name, String reason) {
        return new ModelFormatException(source, "initializer " + name, reason);
    }
}
