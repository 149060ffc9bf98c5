package dev.fastener.slim;

import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.engine.Engine;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.Workspace;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import dev.fastener.vocab.EncodedTexts;
import dev.fastener.vocab.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What a teacher says of each token. */
final class TeacherProbabilities {
    private static final int BATCH = 64;

    /** Most probabilities that are kept, 1 GB. */
    private static final long MOST_VALUES = 1L << 28;

    private TeacherProbabilities() {}

    /**
     * Of each sentence [tokens, tags]: zeros at tokens that the teacher doesn't read, because it skips them or cuts them away.
     *
     * @param stop asked before each batch: true ends it, with fewer sentences than there are
     * @throws IllegalArgumentException where there are more tokens than memory should hold
     */
    static List<float[]> of(TaggerModel teacher, List<LabelledSentence> sentences, int threads, BooleanSupplier stop) {
        int tags = teacher.tags().size();
        long tokens = sentences.stream().mapToLong(LabelledSentence::length).sum();
        if (tokens * tags > MOST_VALUES) {
            throw new IllegalArgumentException("text to distil from: expected at most " + MOST_VALUES / tags
                    + " tokens, as the teacher has " + tags + " tags, found " + tokens + "; give less unlabelled text");
        }
        Encoder encoder = new Encoder(teacher);
        Decoder decoder = new Decoder(teacher);
        DecodeWorkspace scratch = decoder.newWorkspace();
        List<float[]> all = new ArrayList<>(sentences.size());
        try (Engine engine = Engines.fastest(teacher, EngineOptions.forBulk().withThreads(threads));
                Workspace workspace = engine.newWorkspace()) {
            for (int from = 0; from < sentences.size() && !stop.getAsBoolean(); from += BATCH) {
                List<LabelledSentence> part = sentences.subList(from, Math.min(sentences.size(), from + BATCH));
                EncodedTexts encoded = encoder.encodeTokens(part);
                EncodedBatch batch = encoded.batch();
                float[] probabilities = decoder.probabilities(batch, engine.score(batch, workspace), scratch);
                for (LabelledSentence sentence : part) {
                    all.add(new float[sentence.length() * tags]);
                }
                for (int s = 0; s < batch.sequences(); s++) {
                    float[] of = all.get(from + encoded.texts()[s]);
                    for (int step = batch.offsets()[s]; step < batch.offsets()[s + 1]; step++) {
                        System.arraycopy(probabilities, step * tags, of, encoded.starts()[step] * tags, tags);
                    }
                }
            }
        }
        return all;
    }
}
