package dev.fastener.app.accelerate;

/** A command of a step failed; it has said why. */
final class StepFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    StepFailedException(int exitCode) {
        super("exit code " + exitCode);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
