package dev.fastener.before;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/**
 * The child process. Arguments: MODEL (a SavedModel directory, a frozen graph or a checkpoint's .meta), then any of
 *
 * <ul>
 *   <li>{@code --output NAME}: of the signature's output, or of the operation that gives the emissions
 *   <li>{@code --ids NAME}: the input that ids go to, given once for each where there are several
 *   <li>{@code --feed NAME=NUMBER}: what else the graph is fed with; where nothing is said, a dropout's rate is fed as 0, other
 *       numbers as 1 (the share that a dropout keeps), switches as false
 *   <li>{@code --threads N}
 * </ul>
 *
 * <p>Numbers are big-endian, as {@link DataOutputStream} writes them. After loading the process writes the int {@link #READY},
 * the version of TensorFlow (UTF), what each input is fed with (UTF) and the nanoseconds that loading took (long). Then it
 * answers requests:
 *
 * <pre>
 * request   int sentences, 0 to end; int steps; int lengths[sentences]; int ids[inputs][sentences * steps], pads included
 * answer    int {@link #SCORES}; long nanoseconds of the run; int tags; float scores[sentences * steps * tags]
 *        or int {@link #REFUSED}; UTF reason
 * </pre>
 *
 * <p>A model that can't be loaded is refused in the place of READY.
 */
public final class Before {
    public static final int READY = 0x46425231;
    public static final int SCORES = 1;
    public static final int REFUSED = 2;

    private static final int MOST_IDS = 1 << 26;
    /** What writeUTF takes in any script. */
    private static final int LONGEST_TEXT = 20_000;

    private Before() {}

    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        // Standard output belongs to the protocol alone.
        System.setOut(System.err);
        long start = System.nanoTime();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(answers, 1 << 16))) {
            try (SourceModel model = SourceModel.load(RunOptions.parse(args))) {
                out.writeInt(READY);
                out.writeUTF(org.tensorflow.TensorFlow.version());
                out.writeUTF(shortened(model.fed()));
                out.writeLong(System.nanoTime() - start);
                out.flush();
                serve(model, in, out);
            } catch (IOException | RuntimeException e) {
                // TensorFlow's own exceptions have no other type in common.
                refuse(e, out);
            }
        }
    }

    private static void refuse(Exception reason, DataOutputStream out) throws IOException {
        out.writeInt(REFUSED);
        out.writeUTF(shortened(
                reason instanceof NoSuchFileException
                        ? reason.getMessage() + ": no such file"
                        : String.valueOf(reason.getMessage())));
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(LONGEST_TEXT, text.length()));
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
            if (sentences < 0 || steps < 1 || (long) sentences * steps > MOST_IDS / model.inputs()) {
                throw new IOException("expected 1 to " + MOST_IDS + " ids, found " + model.inputs() + " x " + sentences
                        + " x " + steps);
            }
            int[] lengths = ints(in, sentences);
            int[][] ids = new int[model.inputs()][];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = ints(in, sentences * steps);
            }
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
            refuse(e, out);
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
