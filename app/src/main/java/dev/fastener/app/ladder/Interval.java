package dev.fastener.app.ladder;

/**
 * A figure with what repeated rounds say of it.
 *
 * @param value median of the rounds
 * @param low lower end of its 95 % interval
 * @param high upper end
 */
public record Interval(double value, double low, double high) {}
