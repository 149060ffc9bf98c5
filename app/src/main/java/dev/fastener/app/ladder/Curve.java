package dev.fastener.app.ladder;

import java.util.List;

/**
 * Times of one engine over sentence length or batch size.
 *
 * @param engine in words
 * @param points in ascending order
 */
public record Curve(String engine, List<Point> points) {
    public Curve {
        points = List.copyOf(points);
    }

    /**
     * @param at characters of a sentence, or sentences of a batch
     * @param p50Millis of a call
     * @param p99Millis of a call
     */
    public record Point(int at, double p50Millis, double p99Millis) {}
}
