package dev.fastener.tune.search;

/**
 * What a point turned out to be.
 *
 * @param losses one per objective, all to be minimised; of no meaning where a limit is exceeded
 * @param excess by how much the worst limit is exceeded, as a share of it; 0 where all are kept
 */
public record Observation(Point point, double[] losses, double excess) {
    public Observation {
        losses = losses.clone();
    }

    public Observation(Point point, double... losses) {
        this(point, losses, 0);
    }
}
