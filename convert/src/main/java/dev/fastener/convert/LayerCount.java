package dev.fastener.convert;

import dev.fastener.model.Layer;
import dev.fastener.model.Parallel;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the layers of a network, those of branches within branches among them. A graph of a few operations may ask for any number: each
 * branch that several others start from stands in all of them. Of one thread.
 */
public final class LayerCount {
    private static final int MOST = 2000;

    private final Map<Layer, Integer> counts = new IdentityHashMap<>();

    /**
     * The same branches, counted.
     *
     * @throws ConversionException where they have more layers than any tagger
     */
    public Parallel require(Parallel branches) {
        int count = 1;
        for (List<Layer> branch : branches.branches()) {
            for (Layer layer : branch) {
                count += layer instanceof Parallel inner ? counts.getOrDefault(inner, 1) : 1;
            }
        }
        if (count > MOST) {
            throw new ConversionException("branches: expected at most " + MOST + " layers in each other, found more");
        }
        counts.put(branches, count);
        return branches;
    }
}
