package dev.fastener.app.tune;

import dev.fastener.engine.Precision;
import dev.fastener.train.CorpusHash;
import dev.fastener.train.TrainingData;
import dev.fastener.tune.search.Space;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All that the trials of a study depend on: a study of others can't be gone on with. */
record StudySettings(
        Space space,
        String search,
        List<Integer> rungs,
        String limits,
        List<Precision> precisions,
        long seed,
        int threads,
        TrainingData data) {
    /** By name. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("space", space.parameters().stream().map(Object::toString).collect(Collectors.joining(" ")));
        texts.put("search", search);
        texts.put("rungs", rungs.toString());
        texts.put("limit", limits);
        texts.put("precision", precisions.toString());
        texts.put("seed", Long.toString(seed));
        texts.put("number of threads", Integer.toString(threads));
        texts.put("training text (SHA-256)", CorpusHash.sha256(data.train()));
        texts.put("dev text (SHA-256)", CorpusHash.sha256(data.dev()));
        return texts;
    }
}
