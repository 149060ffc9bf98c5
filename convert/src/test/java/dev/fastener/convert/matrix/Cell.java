package dev.fastener.convert.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fastener.convert.SourceFile;
import dev.fastener.convert.certificate.Recording;
import dev.fastener.convert.keras.KerasFile;
import dev.fastener.convert.recorded.RecordedFile;
import dev.fastener.convert.tensorflow.TensorFlowFile;
import dev.fastener.model.TextRules.Side;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** One model of the matrix: what src/test/python/matrix_keras.py or matrix_tf1.py made, and what its framework gave. */
record Cell(String container, String layers, String mask, String crf) {
    static final Path FOLDER = Path.of("src/test/resources/matrix");
    static final int TAGS = 5;
    static final int LENGTH = 7;

    static List<Cell> all() throws IOException {
        return Files.readAllLines(FOLDER.resolve("cells.csv"), UTF_8).stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(parts -> new Cell(parts[0], parts[1], parts[2], parts[3]))
                .toList();
    }

    /** Its level of each kind, in the order of the file's columns. */
    List<String> levels() {
        return List.of(container, layers, mask, crf);
    }

    Side side() {
        return mask.endsWith("pre") ? Side.PRE : Side.POST;
    }

    /** Whether a mask reaches all that reads it: in Keras 3.16 only the first of a stack, and no CRF behind a convolution. */
    boolean masked() {
        boolean stacked = layers.equals("sum-stack") || layers.equals("ave-norm");
        boolean ends = stacked && container.startsWith("keras-3.16")
                || layers.equals("conv")
                        && !List.of("none", "softmax", "transitions").contains(crf);
        return mask.startsWith("mask") && !ends;
    }

    private String name() {
        return String.join("_", levels());
    }

    private Path archive() throws IOException {
        try (Stream<Path> archives = Files.list(FOLDER)) {
            return archives.filter(archive -> archive.toString().endsWith(".zip"))
                    .filter(archive -> container.startsWith(
                            archive.getFileName().toString().replaceFirst("\\.zip$", "")))
                    .max(Comparator.comparingInt(archive -> archive.toString().length()))
                    .orElseThrow();
        }
    }

    /** Unpacks its files below {@code folder}. */
    Path unpack(Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(archive());
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().startsWith(name() + "/")) {
                    Path file = folder.resolve(entry.getName());
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
        return folder.resolve(name());
    }

    /** What a user would name of the unpacked files. */
    Path model(Path unpacked) throws IOException {
        try (Stream<Path> files = Files.list(unpacked)) {
            List<Path> all = files.filter(file -> !file.getFileName().toString().equals("io.npz"))
                    .sorted()
                    .toList();
            return all.stream()
                    .filter(file -> file.toString().matches(".*\\.(index|h5)"))
                    .findFirst()
                    .orElse(all.get(0));
        }
    }

    SourceFile read(Path unpacked) throws IOException {
        Path model = model(unpacked);
        return KerasFile.accepts(model) ? KerasFile.read(model) : TensorFlowFile.read(model);
    }

    Recording recording(Path unpacked) {
        return Recording.of(RecordedFile.read(unpacked.resolve("io.npz")), TAGS, List.of(11), 0);
    }

    @Override
    public String toString() {
        return String.join(", ", levels());
    }
}
