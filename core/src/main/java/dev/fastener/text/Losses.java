package dev.fastener.text;

import java.util.EnumMap;
import java.util.Map;

/** How often a format could not hold something. */
public final class Losses {
    private final Map<Loss, Long> counts = new EnumMap<>(Loss.class);

    void add(Loss loss) {
        counts.merge(loss, 1L, Long::sum);
    }

    /** In the order of {@link Loss}; empty where nothing was lost. */
    public Map<Loss, Long> counts() {
        return new EnumMap<>(counts);
    }
}
