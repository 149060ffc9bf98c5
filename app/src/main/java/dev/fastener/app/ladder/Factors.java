package dev.fastener.app.ladder;

/**
 * The total as a product of three: TensorFlow to our engine on the same network and sentences of like length; a smaller network;
 * no padding. Each is the ratio of two medians, so that {@code sameNetworkSorted * slimming * padding} is the total's value.
 *
 * @param sameNetworkSorted the first model, TensorFlow over our engine, both in batches sorted by length
 * @param sameNetworkPadded the same, TensorFlow's batches padded in the order of the corpus: with the padding's share
 * @param slimming the first model over the last one, both on our engine
 * @param padding TensorFlow's padded batches over its sorted ones
 * @param total the first rung over the last one on the CPU
 */
public record Factors(
        Interval sameNetworkSorted, Interval sameNetworkPadded, Interval slimming, Interval padding, Interval total) {
    /**
     * From times of the same rounds.
     *
     * @param padded the first model in TensorFlow, padded in the order of the corpus
     * @param sorted the same in batches sorted by length
     * @param onOurs the first model on our engine
     * @param fastest the last model on our engine
     */
    static Factors of(double[] padded, double[] sorted, double[] onOurs, double[] fastest) {
        return new Factors(
                Intervals.ratio(sorted, onOurs),
                Intervals.ratio(padded, onOurs),
                Intervals.ratio(onOurs, fastest),
                Intervals.ratio(padded, sorted),
                Intervals.ratio(padded, fastest));
    }
}
