package dev.fastener.train;

/**
 * What one epoch gave.
 *
 * @param epoch from 1
 * @param loss mean over the training sentences, dropout on
 * @param devPrecision strict, 0 to 1
 * @param devRecall strict, 0 to 1
 * @param devF1 strict entity F1 on the dev sentences, 0 to 1
 * @param best whether no epoch before was as good
 * @param learningRate of the last step
 * @param charactersPerSecond tokens of training per second
 * @param trainSeconds of the passes over the training sentences
 * @param devSeconds of the evaluation
 */
public record EpochResult(
        int epoch,
        double loss,
        double devPrecision,
        double devRecall,
        double devF1,
        boolean best,
        double learningRate,
        double charactersPerSecond,
        double trainSeconds,
        double devSeconds) {}
