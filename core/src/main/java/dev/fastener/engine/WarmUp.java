package dev.fastener.engine;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.Vocabulary;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs an engine on tiny batches at load, so that the just-in-time compiler has seen its loops before the first call that
 * somebody waits for: what a JVM interprets is a hundred times slower. Once per JVM for each kind of engine, within a time.
 */
final class WarmUp {
    /** Calls after which nothing gets faster any more, where the time is not up before. */
    private static final int MOST_CALLS = 2000;

    /** One sentence alone; sentences that fill tiles of several heights; more than one thread. */
    private static final int[][] LENGTHS = {{9}, {8, 7, 7, 6, 5, 4, 3, 2, 1, 0, 2, 5}, {FusedEngine.PARALLEL_STEPS}};

    private static final Set<String> DONE = ConcurrentHashMap.newKeySet();

    private WarmUp() {}

    /** Warms {@code engine} up unless one of its name is warm. */
    static void run(Engine engine, TaggerModel model, int millis) {
        boolean nothingToTag = model.features().get(0).vocabulary().size() < 2;
        if (millis == 0 || nothingToTag || !DONE.add(engine.name())) {
            return;
        }
        long end = System.nanoTime() + millis * 1_000_000L;
        EncodedBatch[] batches = new EncodedBatch[LENGTHS.length];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = batch(model, LENGTHS[i]);
        }
        try (Workspace workspace = engine.newWorkspace()) {
            for (int call = 0; call < MOST_CALLS && System.nanoTime() < end; call++) {
                // The long one rarely: interpreted, it takes longer than all the others.
                int which = call % 20 == 19 ? 2 : call % 2;
                engine.score(batches[which], workspace);
            }
        }
    }

    private static EncodedBatch batch(TaggerModel model, int[] lengths) {
        int[] offsets = new int[lengths.length + 1];
        int most =
                model.text().maxLength() == 0 ? Integer.MAX_VALUE : model.text().maxLength();
        for (int s = 0; s < lengths.length; s++) {
            offsets[s + 1] = offsets[s] + Math.min(lengths[s], most);
        }
        int[][] ids = new int[model.features().size()][offsets[lengths.length]];
        for (int f = 0; f < ids.length; f++) {
            Vocabulary vocabulary = model.features().get(f).vocabulary();
            for (int i = 0; i < ids[f].length; i++) {
                int id = i % vocabulary.size();
                ids[f][i] = id == vocabulary.padId() ? (id + 1) % vocabulary.size() : id;
            }
        }
        return new EncodedBatch(ids, offsets);
    }
}
