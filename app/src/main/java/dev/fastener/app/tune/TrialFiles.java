package dev.fastener.app.tune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** The files beside a study: a model and a checkpoint per trial. */
record TrialFiles(Path folder) {
    static TrialFiles of(Path study) {
        return new TrialFiles(study.resolveSibling(study.getFileName() + ".trials"));
    }

    void create() throws IOException {
        Files.createDirectories(folder);
    }

    /**
     * Does nothing where {@code study} exists or its folder is empty.
     *
     * @throws IOException where the models of another study lie there, which would pass for those of a new one
     */
    void requireOwn(Path study) throws IOException {
        if (Files.exists(study) || !Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.list(folder)) {
            if (found.anyMatch(file -> file.getFileName().toString().startsWith("trial-"))) {
                throw new IOException(folder + ": holds models of another study, whose file " + study
                        + " is gone; move the folder away, or give another --study");
            }
        }
    }

    Path model(int trial) {
        return folder.resolve(String.format(Locale.ROOT, "trial-%03d.onnx", trial));
    }

    Path checkpoint(int trial) {
        return folder.resolve(String.format(Locale.ROOT, "trial-%03d.checkpoint", trial));
    }

    /** Locked by whoever is timing something. */
    Path timingLock() {
        return folder.resolve("timing.lock");
    }

    Path log(int worker) {
        return folder.resolve("worker-" + worker + ".log");
    }
}
