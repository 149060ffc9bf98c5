package dev.fastener.app;

import dev.fastener.app.accelerate.AccelerateCommand;
import dev.fastener.app.bench.BenchCommand;
import dev.fastener.app.convert.ConvertCommand;
import dev.fastener.app.data.DataCommand;
import dev.fastener.app.demo.DemoCommand;
import dev.fastener.app.doctor.DoctorCommand;
import dev.fastener.app.quantize.QuantizeCommand;
import dev.fastener.app.slim.SlimCommand;
import dev.fastener.app.tag.EvalCommand;
import dev.fastener.app.tag.TagCommand;
import dev.fastener.app.train.TrainCommand;
import dev.fastener.app.tune.TuneCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * Entry of the command line: {@code fastener COMMAND ...}. Results go to standard output, everything else to standard
 * error, both in UTF-8. Exit code 0: done; 1: a check failed; 2: bad usage or input.
 */
@Command(
        name = "fastener",
        description = "Labelled text in, a fast Bi-LSTM-CRF tagger in one .onnx file out, and tags from it.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AccelerateCommand.class,
            DemoCommand.class,
            DataCommand.class,
            TrainCommand.class,
            TuneCommand.class,
            ConvertCommand.class,
            QuantizeCommand.class,
            SlimCommand.class,
            TagCommand.class,
            EvalCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
        })
public final class Main {
    // picocli acts on these two itself.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces of errors.")
    private boolean debug;

    private Main() {}

    public static void main(String[] args) {
        StandardStreams.useUtf8();
        System.exit(run(args));
    }

    /** Runs one command on {@link System#out} and {@link System#err} and returns its exit code. */
    public static int run(String... args) {
        CommandLine line = commandLine();
        Main main = line.getCommand();
        ErrorLine errors = new ErrorLine(() -> main.debug);
        line.setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpAutoWidth(true)
                .setOut(StandardStreams.helpWriter())
                .setExecutionStrategy(Outputs.strategy())
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
        try {
            int code = args.length == 0 ? line.execute("--help") : line.execute(args);
            System.out.flush();
            return code;
        } catch (StandardStreams.OutputException e) {
            return errors.report(e);
        } catch (OutOfMemoryError | LinkageError e) {
            return errors.report(e);
        } finally {
            System.err.flush();
        }
    }

    /** All commands and their options. */
    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }
}
