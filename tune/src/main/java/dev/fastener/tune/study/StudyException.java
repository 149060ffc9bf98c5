package dev.fastener.tune.study;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A study file that can't be used, or no longer be written: which, why, and what to do. */
public final class StudyException extends IOException {
    private static final long serialVersionUID = 1;

    StudyException(Path file, String reason, @Nullable Throwable cause) {
        super(file + ": " + reason, cause);
    }
}
