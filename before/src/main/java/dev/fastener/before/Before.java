package dev.fastener.before;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;

/**
 * The child process. Arguments: MODEL (a SavedModel directory, a frozen graph or a checkpoint's .meta), then any of
 *
 * <ul>
 *   <li>{@code --output NAME}: of the signature's output, or of the operation that gives the emissions
 *   <li>{@code --feed NAME=NUMBER}: what else the graph is fed with; numbers are fed as 1 where nothing is said (the share that
 *       a dropout keeps), switches as false
 *   <li>{@code --threads N}
 * </ul>
 *
 * <p>Numbers are big-endian, as {@link DataOutputStream} writes them. After loading the process writes the int {@link #READY},
 * the version of TensorFlow (UTF) and the nanoseconds that loading took (long). Then it answers requests:
 *
 * <pre>
 * request   int sentences, 0 to end; int steps; int lengths[sentences]; int ids[sentences * steps], pads included
 * answer    int {@link #SCORES}; long nanoseconds of the run; int tags; float scores[sentences * steps * tags]
 *        or int {@link #REFUSED}; UTF reason
 * </pre>
 *
 * <p>What goes wrong before READY is written to standard error, with exit code 1.
 */
public final class Before {
    public static final int READY = 0x46425231;
    public static final int SCORES = 1;
    public static final int REFUSED = 2;

    private static final int MOST_IDS = 1 << 26;

    private Before() {}

    public static void main(String[] args) {
        PrintStream answers = System.out;
        // Standard output belongs to the protocol alone.
        System.setOut(System.err);
        long start = System.nanoTime();
        try (SourceModel model = SourceModel.load(RunOptions.parse(args));
                DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(answers, 1 << 16))) {
            out.writeInt(READY);
            out.writeUTF(org.tensorflow.TensorFlow.version());
            out.writeLong(System.nanoTime() - start);
            out.flush();
            serve(model, in, out);
        } catch (IOException | RuntimeException e) {
            // TensorFlow's own exceptions have no other type in common.
            System.err.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static void serve(SourceModel model, DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            int sentences;
            try {
                sentences = in.readInt();
            } catch (EOFException e) {
                return;
            }
            if (sentences == 0) {
                return;
            }
            int steps = in.readInt();
            if (sentences < 0 || steps < 1 || (long) sentences * steps > MOST_IDS) {
                throw new IOException("expected 1 to " + MOST_IDS + " ids, found " + sentences + " x " + steps);
            }
            int[] lengths = ints(in, sentences);
            int[] ids = ints(in, sentences * steps);
            answer(model, new SourceModel.Batch(sentences, steps, lengths, ids), out);
            out.flush();
        }
    }

    private static void answer(SourceModel model, SourceModel.Batch batch, DataOutputStream out) throws IOException {
        try {
            long start = System.nanoTime();
            SourceModel.Scores scores = model.score(batch);
            long nanos = System.nanoTime() - start;
            out.writeInt(SCORES);
            out.writeLong(nanos);
            out.writeInt(scores.tags());
            byte[] bytes = new byte[scores.values().length * Float.BYTES];
            ByteBuffer.wrap(bytes).asFloatBuffer().put(scores.values());
            out.write(bytes);
        } catch (RuntimeException e) {
            // TensorFlow's own exceptions have no other type in common.
            out.writeInt(REFUSED);
            out.writeUTF(String.valueOf(e.getMessage()));
        }
    }

    private static int[] ints(DataInputStream in, int count) throws IOException {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readInt();
        }
        return values;
    }
}
