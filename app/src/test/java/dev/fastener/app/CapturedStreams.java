package dev.fastener.app;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a command writes during a test; standard output reaches {@link #written} only once the command flushes it. */
public final class CapturedStreams implements BeforeEachCallback, AfterEachCallback {
    public final ByteArrayOutputStream written = new ByteArrayOutputStream();
    public final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    /** Standard output so far. */
    public String writtenText() {
        return written.toString(StandardCharsets.UTF_8);
    }

    /** Standard error so far. */
    public String complaintsText() {
        return complaints.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        System.setOut(new PrintStream(written, false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        System.setOut(out);
        System.setErr(err);
    }
}
