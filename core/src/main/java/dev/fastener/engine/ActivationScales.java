package dev.fastener.engine;

/**
 * What an int8 network reads its activations by: value = scale * integer. 0 where no layer needs it.
 *
 * @param inputs [layers], of what the layer's W multiplies
 * @param outputs [layers][directions], of what its R multiplies: the direction's own output of the step before
 */
record ActivationScales(float[] inputs, float[][] outputs) {
    /** None known. */
    static ActivationScales none(int layers) {
        return new ActivationScales(new float[layers], new float[layers][2]);
    }
}
