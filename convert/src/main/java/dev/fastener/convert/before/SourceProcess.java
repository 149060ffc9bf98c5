package dev.fastener.convert.before;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.certificate.Recording;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running {@code dev.fastener.before.Before}, whose documentation has the protocol. What it writes to standard error goes to
 * ours. Of one thread.
 */
public final class SourceProcess implements AutoCloseable {
    private static final int READY = 0x46425231;
    private static final int SCORES = 1;
    private static final int MOST_TAGS = 100_000;
    private static final int SECONDS_TO_END = 10;

    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream answers;
    private final String version;
    private final long loadNanos;

    private SourceProcess(Process process) throws IOException {
        this.process = process;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
        if (answers.readInt() != READY) {
            throw new IOException("another program answered");
        }
        this.version = answers.readUTF();
        this.loadNanos = answers.readLong();
    }

    /**
     * Starts the process and waits until its model is loaded.
     *
     * @param command java, its class path, {@code dev.fastener.before.Before}, the model and options
     * @throws ConversionException where it doesn't start or can't load the model; it has said why on standard error
     */
    public static SourceProcess start(List<String> command) {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new ConversionException("TensorFlow: the process can't be started: " + e.getMessage(), e);
        }
        try {
            return new SourceProcess(process);
        } catch (IOException e) {
            process.destroy();
            throw new ConversionException(
                    "TensorFlow: expected it to load the model, found its process ended; what it said stands above", e);
        }
    }

    /** Of TensorFlow. */
    public String version() {
        return version;
    }

    /** From the start of the program to the loaded model, the virtual machine's own start left out. */
    public long loadNanos() {
        return loadNanos;
    }

    /**
     * What a batch gave.
     *
     * @param tags values of a step
     * @param nanos that TensorFlow took
     */
    public record Answer(Recording recording, int tags, long nanos) {}

    /**
     * Runs one batch.
     *
     * @param ids [sentences][steps], all of one length, pads included
     * @param lengths of the sentences without their pads, for a source that is told them
     */
    public Answer score(int[][] ids, int[] lengths) {
        int steps = ids[0].length;
        try {
            requests.writeInt(ids.length);
            requests.writeInt(steps);
            for (int length : lengths) {
                requests.writeInt(length);
            }
            for (int[] row : ids) {
                if (row.length != steps) {
                    throw new IllegalArgumentException("ids: expected " + steps + " in each row, found " + row.length);
                }
                for (int id : row) {
                    requests.writeInt(id);
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
            float[][] outputs = new float[ids.length][];
            for (int s = 0; s < outputs.length; s++) {
                outputs[s] = floats(steps * tags);
            }
            return new Answer(new Recording(ids, outputs, null), tags, nanos);
        } catch (EOFException e) {
            throw new ConversionException("TensorFlow: expected an answer, found its process ended", e);
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
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (IOException e) {
            // It has ended already.
            process.destroy();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
