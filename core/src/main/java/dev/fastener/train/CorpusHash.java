package dev.fastener.train;

import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What a corpus is known by. */
public final class CorpusHash {
    private CorpusHash() {}

    /** SHA-256 of the sentences, their tokens and entities, in hexadecimal, whatever file format they came from. */
    public static String sha256(List<LabelledSentence> sentences) {
        MessageDigest digest = newSha256();
        for (LabelledSentence sentence : sentences) {
            update(digest, sentence.length());
            digest.update(sentence.text().getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < sentence.length(); i++) {
                update(digest, sentence.starts()[i]);
                update(digest, sentence.ends()[i]);
            }
            for (EntitySpan span : sentence.entities()) {
                update(digest, span.start());
                update(digest, span.end());
                digest.update(span.type().getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, int value) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(value).flip());
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
