package dev.fastener.app;

import dev.fastener.io.AtomicFile;
import dev.fastener.text.CorpusReader;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * The one rule for every file that a command writes, checked before the command begins: it can be written, it is nothing that
 * the same run reads, and no two are the same. How it is written is {@link AtomicFile}'s matter.
 */
public final class Outputs {
    /** Endings of files that no command looks for in a folder that it reads. */
    private static final List<String> NEVER_READ_IN_FOLDERS = List.of(".onnx", ".html");

    private Outputs() {}

    /** Checks the options of the command that is to run, then runs it. */
    static IExecutionStrategy strategy() {
        return parsed -> {
            ParseResult last = parsed;
            while (last.hasSubcommand()) {
                last = last.subcommand();
            }
            if (!last.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
                try {
                    check(last.commandSpec());
                } catch (IOException | IllegalArgumentException e) {
                    throw new ExecutionException(last.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
                }
            }
            return new RunLast().execute(parsed);
        };
    }

    private static void check(CommandSpec command) throws IOException {
        Map<Path, String> inputs = new LinkedHashMap<>();
        Map<Path, String> outputs = new LinkedHashMap<>();
        for (ArgSpec argument : command.args()) {
            Writes writes = argument.userObject() instanceof Field field ? field.getAnnotation(Writes.class) : null;
            if (writes == null) {
                for (Path path : paths(argument.getValue())) {
                    inputs.putIfAbsent(path, name(argument));
                    CorpusReader.filesBeside(path).forEach(beside -> inputs.putIfAbsent(beside, "beside " + path));
                }
            } else if (!writes.late()) {
                for (Path path : paths(argument.getValue())) {
                    String other = outputs.put(path, name(argument));
                    if (other != null && isReplaced(path)) {
                        throw twice(path, other, name(argument));
                    }
                }
            }
        }
        List<Path> checked = new ArrayList<>();
        for (Map.Entry<Path, String> output : outputs.entrySet()) {
            requireOther(output.getKey(), output.getValue(), inputs);
            for (Path other : checked) {
                if (isReplaced(other) && isSame(output.getKey(), other)) {
                    throw twice(output.getKey(), String.valueOf(outputs.get(other)), output.getValue());
                }
            }
            AtomicFile.requireWritable(output.getKey());
            checked.add(output.getKey());
        }
    }

    /**
     * For files whose names no option gives: does nothing where {@code output} is none of {@code inputs}.
     *
     * @param inputs that the run reads; a folder stands for all that it holds
     * @throws IllegalArgumentException that names both
     */
    public static void requireOther(Path output, Collection<Path> inputs) throws IOException {
        Map<Path, String> named = new LinkedHashMap<>();
        inputs.forEach(input -> named.put(input, ""));
        requireOther(output, "", named);
    }

    private static void requireOther(Path output, String option, Map<Path, String> inputs) throws IOException {
        if (!isReplaced(output)) {
            return;
        }
        for (Map.Entry<Path, String> input : inputs.entrySet()) {
            boolean within = isWithin(output, input.getKey());
            if (within || isSame(output, input.getKey())) {
                throw new IllegalArgumentException((option.isEmpty() ? "" : option + ": ") + output + " is "
                        + (within ? "in " + input.getKey() + ", " : "") + "read by the same run"
                        + (input.getValue().isEmpty() ? "" : " (" + input.getValue() + ")")
                        + "; expected another file to write");
            }
        }
    }

    private static IllegalArgumentException twice(Path path, String first, String second) {
        return new IllegalArgumentException(
                second + ": " + path + " is written by " + first + " already; expected another file to write");
    }

    /** Devices, pipes and streams are written to, and nothing is lost. */
    private static boolean isReplaced(Path file) {
        return !Files.exists(file) || Files.isRegularFile(file);
    }

    private static boolean isSame(Path a, Path b) throws IOException {
        return Files.exists(a) && Files.exists(b) ? Files.isSameFile(a, b) : place(a).equals(place(b));
    }

    private static boolean isWithin(Path file, Path folder) throws IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Files.isDirectory(folder)
                && Files.exists(file)
                && NEVER_READ_IN_FOLDERS.stream().noneMatch(name::endsWith)
                && file.toRealPath().startsWith(folder.toRealPath());
    }

    /** The path without links and dots, as far as it exists. */
    private static Path place(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        return folder != null && Files.isDirectory(folder)
                ? folder.toRealPath().resolve(absolute.getFileName())
                : absolute;
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static List<Path> paths(Object value) {
        List<Path> paths = new ArrayList<>();
        if (value instanceof Collection<?> several) {
            several.forEach(one -> paths.addAll(paths(one)));
        } else if (value instanceof Path path && !path.toString().isEmpty()) {
            paths.add(path);
        }
        return paths;
    }
}
