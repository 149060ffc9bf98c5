package dev.fastener.convert.certificate;

import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.engine.Engine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;

/** The tags that a model gives. */
final class TagPaths {
    /** Sequences that are scored in one call. */
    private static final int BATCH = 64;

    private TagPaths() {}

    /**
     * The tag of each step, in the order of the batch.
     *
     * @param engine that runs {@code model}, but for its head
     */
    static int[] of(TaggerModel model, Engine engine, EncodedBatch batch) {
        Decoder decoder = new Decoder(model);
        DecodeWorkspace decoding = decoder.newWorkspace();
        int[] tags = new int[batch.steps()];
        try (Workspace workspace = engine.newWorkspace()) {
            for (int from = 0; from < batch.sequences(); from += BATCH) {
                EncodedBatch part = part(batch, from, Math.min(batch.sequences(), from + BATCH));
                int[] found = new int[part.steps()];
                decoder.tags(part, engine.score(part, workspace), decoding, found);
                System.arraycopy(found, 0, tags, batch.offsets()[from], found.length);
            }
        }
        return tags;
    }

    private static EncodedBatch part(EncodedBatch batch, int from, int to) {
        int first = batch.offsets()[from];
        int[] offsets = new int[to - from + 1];
        for (int s = from; s <= to; s++) {
            offsets[s - from] = batch.offsets()[s] - first;
        }
        int[][] ids = new int[batch.ids().length][offsets[to - from]];
        for (int f = 0; f < ids.length; f++) {
            System.arraycopy(batch.ids()[f], first, ids[f], 0, ids[f].length);
        }
        return new EncodedBatch(ids, offsets);
    }
}
