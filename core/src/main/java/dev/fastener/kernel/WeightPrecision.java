package dev.fastener.kernel;

/** How a tier holds the weights of a matrix, and with INT8 what it multiplies them by. */
public enum WeightPrecision {
    FP32,
    /** 16-bit integers with one scale per row, widened to fp32 before each product: half the memory traffic, fp32 sums. */
    INT16,
    /** bfloat16 weights and inputs, fp32 sums. */
    BF16,
    /**
     * 8-bit integers with one scale per row and one scale for the inputs, summed up exactly in 32 bits: the sums are
     * bitwise the same in every tier and on every CPU.
     */
    INT8
}
