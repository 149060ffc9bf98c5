package dev.fastener.model;

import java.util.Map;

/**
 * Narrower weights of some matrices. The weights in {@link TaggerModel} are then exactly the dequantised ones, so an fp32
 * engine computes with what an int8 engine reads.
 *
 * @param matrices by the matrix's name in the ONNX file, see docs/model-file.md
 */
public record Quantization(Map<String, MatrixQuantization> matrices) {
    /** No matrix is quantised. */
    public static final Quantization NONE = new Quantization(Map.of());

    /**
     * Symmetric quantisation, zero point 0: weight = scale[row] * integer.
     *
     * @param rowScales one per output row of the matrix as ONNX stores it
     * @param activationScale of the matrix's input; 0 where not calibrated
     */
    public record MatrixQuantization(Precision precision, float[] rowScales, float activationScale) {}

    /** Width of a stored weight. */
    public enum Precision {
        INT8,
        INT16,
        BF16
    }

    public Quantization {
        matrices = Map.copyOf(matrices);
    }
}
