package dev.fastener.app.tune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The files beside a study: a model and a checkpoint per trial. */
record TrialFiles(Path folder) {
    static TrialFiles of(Path study) {
        return new TrialFiles(study.resolveSibling(study.getFileName() + ".trials"));
    }

    void create() throws IOException {
        Files.createDirectories(folder);
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
