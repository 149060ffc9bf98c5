package dev.fastener.kernel;

/**
 * What a tier needs to prepare one direction of a recurrent layer. Gates stand in the order of ONNX: LSTM i o f c, GRU z r
 * h. The arrays are shared and not changed.
 *
 * @param cell the recurrence
 * @param inputs values per step that the direction reads
 * @param hidden hidden size
 * @param kernel W, [gates * hidden, inputs]
 * @param recurrentKernel R, [gates * hidden, hidden]
 * @param bias Wb, [gates * hidden]
 * @param recurrentBias Rb, [gates * hidden]
 * @param activation of the candidate and the output
 * @param gateActivation of the gates
 * @param precision of R, and of W where {@link #inputScale} is not 0; W is FP32 otherwise
 * @param inputScale with INT8: an input x is read as round(x / inputScale), within -127 to 127; 0 where W stays FP32
 * @param outputScale with INT8: the same for the output of the step before, which R multiplies
 * @param kernelScales with INT8 and INT16 the scale of each row of W where they are given with the model; empty: the row's
 *     largest magnitude / 127 (INT8) or / 32767 (INT16)
 * @param recurrentScales the same for R
 * @param reverse whether it runs from the last step to the first
 */
public record DirectionWeights(
        RecurrentCell cell,
        int inputs,
        int hidden,
        float[] kernel,
        float[] recurrentKernel,
        float[] bias,
        float[] recurrentBias,
        GateActivation activation,
        GateActivation gateActivation,
        WeightPrecision precision,
        float inputScale,
        float outputScale,
        float[] kernelScales,
        float[] recurrentScales,
        boolean reverse) {}
