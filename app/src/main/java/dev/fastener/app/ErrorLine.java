package dev.fastener.app;

import static java.util.Objects.requireNonNull;

import dev.fastener.convert.ConversionException;
import dev.fastener.engine.EngineException;
import dev.fastener.onnx.ModelFormatException;
import dev.fastener.text.CorpusFormatException;
import dev.fastener.train.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The one place where exceptions become what a user reads: one line that says where, what was expected, what was found and
 * what to do. The stack trace follows with --debug.
 */
final class ErrorLine implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final int BAD_INPUT = 2;

    private final BooleanSupplier debug;
    private boolean outputReported;

    ErrorLine(BooleanSupplier debug) {
        this.debug = debug;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String message = firstLine(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!unmatched.isUnknownOption()) {
                message = "expected " + (command.getSubcommands().isEmpty() ? "no more arguments" : "a command")
                        + ", found " + String.join(" ", unmatched.getUnmatched());
            }
            if (!suggestions.isEmpty()) {
                message += "; did you mean " + String.join(" or ", suggestions) + "?";
            }
        }
        return print(message + " (see " + command.getCommandSpec().qualifiedName() + " --help)", e);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        return report(e);
    }

    /** Prints the line for {@code e} and returns the exit code. Output that fails in a command fails in the last flush too: once. */
    int report(Throwable e) {
        if (e instanceof StandardStreams.OutputException output) {
            if (output.readerHasGone()) {
                return 0;
            }
            if (outputReported) {
                return BAD_INPUT;
            }
            outputReported = true;
        }
        return print(describe(e), e);
    }

    private int print(String line, Throwable cause) {
        System.err.println("fastener: " + line);
        if (debug.getAsBoolean()) {
            cause.printStackTrace();
        }
        return BAD_INPUT;
    }

    private static String describe(Throwable e) {
        if (e instanceof StandardStreams.OutputException output) {
            return "standard output: " + describe(requireNonNull(output.getCause()));
        }
        if (e instanceof UncheckedIOException unchecked) {
            return describe(requireNonNull(unchecked.getCause()));
        }
        if (e instanceof IOException io) {
            return describe(io);
        }
        if (e instanceof CorpusFormatException
                || e instanceof ModelFormatException
                || e instanceof ConversionException
                || e instanceof EngineException
                || e instanceof DivergedException
                || (e instanceof IllegalArgumentException && e.getMessage() != null)) {
            return String.valueOf(e.getMessage());
        }
        if (e instanceof OutOfMemoryError) {
            return "not enough memory: the JVM's limit is "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MB; allow more (FASTENER_JAVA_OPTS=-Xmx4g) or ask for less (smaller batches, shorter sentences)";
        }
        if (e instanceof LinkageError) {
            return "a library can't be loaded: " + firstLine(String.valueOf(e.getMessage()))
                    + "; \"fastener doctor\" shows what is missing";
        }
        return "internal error: " + firstLine(e.toString()) + "; please report it with what --debug prints";
    }

    private static String describe(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("No space left") || message.contains("Disk quota exceeded")) {
            return message + ": the disk is full; free some space and run again, existing files are as they were";
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or folder" + advice(missing.getFile());
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied; check the permissions of the file and of its folder";
        }
        if (e instanceof NotDirectoryException notFolder) {
            return notFolder.getFile() + ": expected a folder, found a file";
        }
        if (e instanceof CharacterCodingException) {
            return "expected text in UTF-8, found bytes that are not; name another encoding (--encoding GB18030) or"
                    + " convert the file";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getFile() + ": " + file.getReason();
        }
        return firstLine(message);
    }

    private static String advice(String file) {
        return file.indexOf('\uFFFD') >= 0 || file.indexOf('?') >= 0
                ? "; its name was spoilt on the way, as the locale is not UTF-8: set LC_ALL=C.UTF-8"
                : "; check the path";
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
