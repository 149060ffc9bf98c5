package dev.fastener.app.convert;

import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import dev.fastener.train.FittedTransitions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Transitions that are learned from a corpus, because the model's file lacks them. */
final class FitCorpus {
    private FitCorpus() {}

    static FittedTransitions fit(Path file, TaggerModel network) throws IOException {
        List<LabelledSentence> sentences =
                LabelledFile.read(file, network.text().unit());
        try {
            return FittedTransitions.fit(network, sentences);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ", " + e.getMessage(), e);
        }
    }

    static Fact fact(Path file, FittedTransitions fitted) throws IOException {
        return new Fact(
                "transitions",
                String.format(
                        Locale.ROOT,
                        "fitted to %s (sha256 %s), the network frozen: loss of its %,d sentences from %.3f to %.3f",
                        file.getFileName(),
                        sha256(file),
                        fitted.sentences(),
                        fitted.lossBefore(),
                        fitted.lossAfter()),
                Origin.GIVEN);
    }

    private static String sha256(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            return "of a folder: none";
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
