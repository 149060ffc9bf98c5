package dev.fastener.app.tune;

import dev.fastener.app.Main;
import dev.fastener.tune.study.Trial;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/** A process of this program that trains one trial after another, and dies with this one. */
final class WorkerProcess implements AutoCloseable {
    /** A line that a worker printed; empty when its process has ended. */
    record Message(WorkerProcess from, String line) {}

    private final Path log;
    private final Process process;
    private final Writer orders;

    /** @param arguments of the command that this process runs, which the worker is to run too */
    WorkerProcess(List<String> arguments, Path log, BlockingQueue<Message> messages) throws IOException {
        this.log = log;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")) {
                command.add(flag);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        command.add("--worker");
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        orders = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(() -> read(messages), "worker " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void read(BlockingQueue<Message> messages) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                messages.add(new Message(this, line));
            }
        } catch (IOException | UncheckedIOException e) {
            // The process has ended: said below.
        }
        messages.add(new Message(this, ""));
    }

    /** Orders it to train {@code trial} up to its target; a worker that has died is noticed by its last message. */
    void train(Trial trial) {
        try {
            orders.write(Order.of(trial).line() + "\n");
            orders.flush();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    /** Where its standard error goes. */
    Path log() {
        return log;
    }

    /** Waits for it to end; 128 and a signal's number where it was killed. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
