package dev.fastener.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the fields of one protobuf message into memory; fields of messages in it are given as their bytes. Internal. */
public final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public WireWriter int64(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    public WireWriter float32(int field, float value) {
        varint((long) field << 3 | 5);
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(bits >>> shift);
        }
        return this;
    }

    public WireWriter string(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public WireWriter message(int field, WireWriter inner) {
        return bytes(field, inner.toBytes());
    }

    /** Announces a field of {@code length} bytes that the caller writes after {@link #toBytes()}. */
    public WireWriter header(int field, long length) {
        varint((long) field << 3 | 2);
        varint(length);
        return this;
    }

    /** A message that begins with {@code start}; the caller writes its last {@code more} bytes after {@link #toBytes()}. */
    public WireWriter begin(int field, WireWriter start, long more) {
        byte[] bytes = start.toBytes();
        header(field, bytes.length + more);
        out.writeBytes(bytes);
        return this;
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }

    private WireWriter bytes(int field, byte[] value) {
        header(field, value.length);
        out.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
