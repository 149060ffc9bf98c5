package dev.fastener.app.tune;

import dev.fastener.text.LabelledSentence;
import dev.fastener.train.TrainingData;
import dev.fastener.tune.search.Space;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
        String precision,
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
        texts.put("precision", precision);
        texts.put("seed", Long.toString(seed));
        texts.put("number of threads", Integer.toString(threads));
        texts.put("training text (SHA-256)", sha256(data.train()));
        texts.put("dev text (SHA-256)", sha256(data.dev()));
        return texts;
    }

    private static String sha256(List<LabelledSentence> sentences) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (LabelledSentence sentence : sentences) {
                String line = sentence.tokens() + " " + sentence.entities();
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
