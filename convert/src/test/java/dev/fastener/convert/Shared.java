package dev.fastener.convert;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Real models, not ours to ship: a test that asks for one is skipped where FASTENER_SHARED doesn't lead to it. */
public final class Shared {
    private Shared() {}

    /** The file of that name below the folder "models". */
    public static Path model(String name) {
        return file("models", name);
    }

    /** The file of that name below the folder "cases": small inputs that failed once. */
    public static Path aCase(String name) {
        return file("cases", name);
    }

    private static Path file(String folder, String name) {
        Path file =
                Path.of(Optional.ofNullable(System.getenv("FASTENER_SHARED")).orElse("../../shared"), folder, name);
        assumeTrue(Files.exists(file), () -> "skipped: no " + file);
        return file;
    }
}
