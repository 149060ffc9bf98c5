package dev.fastener.train;

/**
 * How far an epoch is.
 *
 * @param epoch from 1
 * @param epochs in all
 * @param characters tokens done in this epoch
 * @param charactersInEpoch tokens of an epoch
 * @param charactersPerSecond since the epoch began
 */
public record Progress(int epoch, int epochs, long characters, long charactersInEpoch, double charactersPerSecond) {}
