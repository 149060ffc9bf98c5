package dev.fastener.train;

import dev.fastener.io.AtomicFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a training after an epoch, in one file that is replaced as a whole. Big-endian: magic, version, settings,
 * the corpora's SHA-256, steps, history, then for each parameter values, both running means, the averaged values and the
 * steps of their rows, the values of the best epoch, and last a CRC-32C of all before it, which files of version 1 lack.
 */
final class Checkpoint {
    private static final int MAGIC = 0x46534350; // "FSCP"
    private static final int VERSION = 2;
    private static final int VERSION_WITHOUT_CHECKSUM = 1;

    private final Path file;
    private final String settings;
    private final String corpora;
    private boolean isUnchecked;

    private Checkpoint(Path file, String settings, String corpora) {
        this.file = file;
        this.settings = settings;
        this.corpora = corpora;
    }

    /** Null where the options name none. */
    static @Nullable Checkpoint of(TrainingData data, TrainOptions options, ModelShell shell) {
        if (options.checkpoint() == null) {
            return null;
        }
        String settings = new TreeMap<>(TrainingProvenance.settings(options)) + " " + shell.tagFormat();
        String corpora = CorpusHash.sha256(data.train()) + " " + CorpusHash.sha256(data.dev());
        return new Checkpoint(options.checkpoint(), settings, corpora);
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Whether what was read last is of a version without a checksum. */
    boolean isUnchecked() {
        return isUnchecked;
    }

    void write(Network network, Updates updates, List<EpochResult> history, Snapshot best) throws IOException {
        AtomicFile.write(file, stream -> {
            CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32C());
            DataOutputStream out = new DataOutputStream(checked);
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeUTF(settings);
            out.writeUTF(corpora);
            out.writeInt(updates.step());
            out.writeInt(history.size());
            for (EpochResult result : history) {
                writeResult(out, result);
            }
            for (Parameter p : network.parameters()) {
                for (float[] values : List.of(p.values, p.mean, p.square, p.average)) {
                    writeFloats(out, values);
                }
                for (int step : p.averagedAt) {
                    out.writeInt(step);
                }
            }
            for (float[] values : best.values()) {
                writeFloats(out, values);
            }
            out.writeInt((int) checked.getChecksum().getValue());
            out.flush();
        });
    }

    /**
     * Fills network, updates and history; gives the weights of the best epoch.
     *
     * @throws IllegalArgumentException where the file is no checkpoint, or damaged, or one of other settings or sentences
     */
    Snapshot read(Network network, Updates updates, List<EpochResult> history) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            int magic = in.readInt();
            int version = in.readInt();
            if (magic != MAGIC || (version != VERSION && version != VERSION_WITHOUT_CHECKSUM)) {
                throw new IllegalArgumentException(
                        file + ": expected a checkpoint of this version, found another file; train without resuming");
            }
            isUnchecked = version == VERSION_WITHOUT_CHECKSUM;
            if (!isUnchecked) {
                requireUndamaged();
            }
            require("settings", settings, in.readUTF());
            require("sentences", corpora, in.readUTF());
            updates.resume(in.readInt());
            int epochs = in.readInt();
            for (int i = 0; i < epochs; i++) {
                history.add(readResult(in));
            }
            for (Parameter p : network.parameters()) {
                for (float[] values : List.of(p.values, p.mean, p.square, p.average)) {
                    readFloats(in, values);
                }
                for (int row = 0; row < p.averagedAt.length; row++) {
                    p.averagedAt[row] = in.readInt();
                }
            }
            List<float[]> best = new ArrayList<>();
            for (Parameter p : network.parameters()) {
                float[] values = new float[p.size()];
                readFloats(in, values);
                best.add(values);
            }
            return new Snapshot(best);
        } catch (EOFException | UTFDataFormatException e) {
            throw new IllegalArgumentException(
                    file + ": expected a whole checkpoint, found its end too early; train without resuming", e);
        }
    }

    private void requireUndamaged() throws IOException {
        long left = Files.size(file) - Integer.BYTES;
        try (CheckedInputStream checked =
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), new CRC32C())) {
            byte[] buffer = new byte[1 << 16];
            while (left > 0) {
                int read = checked.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new EOFException();
                }
                left -= read;
            }
            int expected = (int) checked.getChecksum().getValue();
            if (new DataInputStream(checked).readInt() != expected) {
                throw new IllegalArgumentException(
                        file + ": expected a whole checkpoint, found a damaged one; train without resuming");
            }
        }
    }

    private void require(String what, String expected, String found) {
        if (!expected.equals(found)) {
            throw new IllegalArgumentException(file + ": made with other " + what + ": expected " + expected
                    + ", found " + found + "; resume with the same, or train without resuming");
        }
    }

    private static void writeResult(DataOutputStream out, EpochResult result) throws IOException {
        out.writeInt(result.epoch());
        out.writeDouble(result.loss());
        out.writeDouble(result.devPrecision());
        out.writeDouble(result.devRecall());
        out.writeDouble(result.devF1());
        out.writeBoolean(result.best());
        out.writeDouble(result.learningRate());
        out.writeDouble(result.charactersPerSecond());
        out.writeDouble(result.trainSeconds());
        out.writeDouble(result.devSeconds());
    }

    private static EpochResult readResult(DataInputStream in) throws IOException {
        return new EpochResult(
                in.readInt(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readBoolean(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble());
    }

    private static void writeFloats(DataOutputStream out, float[] values) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
        ByteBuffer.wrap(bytes).asFloatBuffer().put(values);
        out.write(bytes);
    }

    private static void readFloats(DataInputStream in, float[] values) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(values.length, Float.BYTES)];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    }
}
