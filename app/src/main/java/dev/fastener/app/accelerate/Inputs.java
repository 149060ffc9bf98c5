package dev.fastener.app.accelerate;

import dev.fastener.convert.vocabulary.VocabularyFile;
import dev.fastener.text.CorpusReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All files that a run reads: those that were named, and those beside them that are found without being named.
 *
 * @param files in a fixed order
 */
record Inputs(List<Path> files) {
    /**
     * @param models trained ones, as convert takes them
     * @param corpora labelled text
     * @param options of convert, some of which name files
     */
    static Inputs of(List<Path> models, List<Path> corpora, List<String> options) throws IOException {
        Set<Path> files = new TreeSet<>();
        for (Path model : models) {
            addAll(model, files);
            files.addAll(VocabularyFile.beside(model));
        }
        for (Path corpus : corpora) {
            addAll(corpus, files);
            CorpusReader.filesBeside(corpus).stream()
                    .filter(Files::isRegularFile)
                    .forEach(files::add);
        }
        for (String option : options) {
            for (String value : option.split("[=,]")) {
                addIfFile(value, files);
            }
        }
        return new Inputs(List.copyOf(files));
    }

    /** SHA-256 of the contents, in hexadecimal. */
    String sha256() throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        byte[] buffer = new byte[1 << 16];
        for (Path file : files) {
            digest.update(String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            try (InputStream in = Files.newInputStream(file)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            }
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A file, all of a folder, or the files that a checkpoint's common name stands for. */
    private static void addAll(Path named, Set<Path> files) throws IOException {
        boolean exists = Files.exists(named);
        Path folder = exists ? named : named.toAbsolutePath().getParent();
        String start = exists ? "" : named.getFileName() + ".";
        try (Stream<Path> found = Files.walk(folder == null ? named : folder, exists ? Integer.MAX_VALUE : 1)) {
            found.filter(Files::isRegularFile)
                    .filter(file -> String.valueOf(file.getFileName()).startsWith(start))
                    .forEach(files::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void addIfFile(String value, Set<Path> files) {
        try {
            Path file = Path.of(value);
            if (Files.isRegularFile(file)) {
                files.add(file);
            }
        } catch (InvalidPathException e) {
            // an option's value that is no file
        }
    }
}
