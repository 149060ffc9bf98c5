package dev.fastener.convert.before;

import dev.fastener.convert.ConversionException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running {@code dev.fastener.before.Before}, whose documentation has the protocol. TensorFlow reports on standard error
 * whatever it does; the last line of that is told where the process ends unasked. Of one thread.
 */
public final class SourceProcess implements AutoCloseable {
    private static final int READY = 0x46425231;
    private static final int SCORES = 1;
    private static final int REFUSED = 2;
    private static final int MOST_TAGS = 100_000;
    private static final int SECONDS_TO_END = 10;
    private static final int MOST_REPORTED = 1 << 20;

    private final Process process;
    private final Path report;
    private final DataOutputStream requests;
    private final DataInputStream answers;
    private final String version;
    private final String fed;
    private final long loadNanos;

    private SourceProcess(Process process, Path report) throws IOException {
        this.process = process;
        this.report = report;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
        int answer = answers.readInt();
        if (answer == REFUSED) {
            throw new ConversionException("TensorFlow: " + answers.readUTF());
        }
        if (answer != READY) {
            throw new IOException("another program answered");
        }
        this.version = answers.readUTF();
        this.fed = answers.readUTF();
        this.loadNanos = answers.readLong();
    }

    /**
     * Starts the process and waits until its model is loaded.
     *
     * @param command java, its class path, {@code dev.fastener.before.Before}, the model and options
     * @throws ConversionException where it doesn't start or can't load the model
     */
    public static SourceProcess start(List<String> command) {
        Path report;
        Process process;
        try {
            report = Files.createTempFile("fastener-tensorflow", ".log");
            process = new ProcessBuilder(command).redirectError(report.toFile()).start();
        } catch (IOException e) {
            throw new ConversionException("TensorFlow: the process can't be started: " + e.getMessage(), e);
        }
        try {
            return new SourceProcess(process, report);
        } catch (IOException e) {
            String last = end(process, report);
            throw new ConversionException(
                    "TensorFlow: expected it to load the model, found that its process ended" + last, e);
        } catch (ConversionException e) {
            end(process, report);
            throw e;
        }
    }

    /** Ends the process; gives the last line of its report. */
    private static String end(Process process, Path report) {
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            List<String> lines = Files.size(report) > MOST_REPORTED ? List.of() : Files.readAllLines(report);
            Files.delete(report);
            return lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return "";
        } catch (IOException e) {
            return ""; // a report that can't be read has nothing to add
        }
    }

    /** Of TensorFlow. */
    public String version() {
        return version;
    }

    /** What each input of the model is fed with: "chars: ids; dropout: 1.0". */
    public String fed() {
        return fed;
    }

    /** From the start of the program to the loaded model, the virtual machine's own start left out. */
    public long loadNanos() {
        return loadNanos;
    }

    /**
     * What a batch gave.
     *
     * @param outputs [sentences][steps * tags]
     * @param tags values of a step
     * @param nanos that TensorFlow took
     */
    public record Answer(float[][] outputs, int tags, long nanos) {}

    /**
     * Runs one batch.
     *
     * @param ids [inputs][sentences][steps], all of one length, pads included
     * @param lengths of the sentences without their pads, for a source that is told them
     */
    public Answer score(int[][][] ids, int[] lengths) {
        int steps = ids[0][0].length;
        try {
            requests.writeInt(lengths.length);
            requests.writeInt(steps);
            for (int length : lengths) {
                requests.writeInt(length);
            }
            for (int[][] input : ids) {
                for (int[] row : input) {
                    if (row.length != steps) {
                        throw new IllegalArgumentException(
                                "ids: expected " + steps + " in each row, found " + row.length);
                    }
                    for (int id : row) {
                        requests.writeInt(id);
                    }
                }
            }
            requests.flush();
            if (answers.readInt() != SCORES) {
                throw new ConversionException("TensorFlow: " + answers.readUTF());
            }
            long nanos = answers.readLong();
            int tags = answers.readInt();
            if (tags < 1 || tags > MOST_TAGS) {
                throw new ConversionException("TensorFlow: expected scores of tags, found " + tags + " of a step");
            }
            float[][] outputs = new float[lengths.length][];
            for (int s = 0; s < outputs.length; s++) {
                outputs[s] = floats(steps * tags);
            }
            return new Answer(outputs, tags, nanos);
        } catch (EOFException e) {
            throw new ConversionException(
                    "TensorFlow: expected an answer, found that its process ended" + end(process, report), e);
        } catch (IOException e) {
            throw new ConversionException("TensorFlow: " + e.getMessage(), e);
        }
    }

    private float[] floats(int count) throws IOException {
        byte[] bytes = new byte[count * Float.BYTES];
        answers.readFully(bytes);
        float[] values = new float[count];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return values;
    }

    /** Ends the process. */
    @Override
    public void close() {
        try {
            requests.writeInt(0);
            requests.flush();
        } catch (IOException e) {
            process.destroy(); // it has ended already
        }
        end(process, report);
    }
}
