package dev.fastener.convert.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables written here by hand from the format's description, plain and packed. */
class TableTest {
    @Test
    void keysShareTheirBeginnings() {
        byte[] table = table(block(entry(0, "layer/bias", "1"), entry(6, "kernel", "22")), 0);
        Map<String, Bytes> entries = Table.read(Bytes.of("test", table));
        assertThat(entries.keySet()).containsExactly("layer/bias", "layer/kernel");
        assertThat(entries.get("layer/kernel").text()).isEqualTo("22");
    }

    @Test
    void aPackedBlockIsUnpacked() {
        byte[] plain = block(entry(0, "abcabcabcabc", "v"));
        // "abc" as it is, then 9 bytes copied from 3 bytes before, then the rest as it is.
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(plain.length);
        packed.write((3 + 3 - 1) << 2);
        packed.write(plain, 0, 6);
        packed.write((9 - 4) << 2 | 1);
        packed.write(3);
        packed.write((plain.length - 15 - 1) << 2);
        packed.write(plain, 15, plain.length - 15);
        Map<String, Bytes> entries = Table.read(Bytes.of("test", table(packed.toByteArray(), 1)));
        assertThat(entries.keySet()).containsExactly("abcabcabcabc");
    }

    @Test
    void aPackedBlockThatClaimsMoreThanItCanHoldIsRefused() {
        byte[] packed = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 0, 0};
        assertThatThrownBy(() -> Table.read(Bytes.of("test", table(packed, 1))))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("found a claim of 2147483647 bytes");
    }

    /** Each name repeats all of the one before it and adds a letter. */
    @Test
    void namesAreInProportionToTheFile() {
        byte[][] entries = new byte[2000][];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = entry(i, "a", "");
        }
        assertThatThrownBy(() -> Table.read(Bytes.of("test", table(block(entries), 0))))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("names of at most 16 times the file's size");
    }

    @Test
    void aChangedBlockIsRefused() {
        byte[] table = table(block(entry(0, "a", "1")), 0);
        table[3] ^= 1;
        assertThatThrownBy(() -> Table.read(Bytes.of("test", table)))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("checksum");
    }

    private static byte[] entry(int shared, String own, String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(varint(shared));
        out.writeBytes(varint(own.length()));
        out.writeBytes(varint(value.length()));
        out.writeBytes(own.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }

    private static byte[] varint(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        for (; rest > 127; rest >>>= 7) {
            out.write(rest & 127 | 128);
        }
        out.write(rest);
        return out.toByteArray();
    }

    /** Entries, one restart at 0, the number of restarts. */
    private static byte[] block(byte[]... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            out.writeBytes(entry);
        }
        out.writeBytes(new byte[] {0, 0, 0, 0, 1, 0, 0, 0});
        return out.toByteArray();
    }

    /** One block of entries, the index that leads to it, the footer. */
    private static byte[] table(byte[] content, int packing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        append(out, content, packing);
        int at = out.size();
        String handle = "\0" + new String(varint(content.length), StandardCharsets.ISO_8859_1);
        byte[] index = block(entry(0, "z", handle));
        append(out, index, 0);
        ByteBuffer footer = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        footer.put(new byte[] {0, 0}).put(varint(at)).put(varint(index.length));
        footer.putLong(40, 0xdb4775248b80fb57L);
        out.writeBytes(footer.array());
        return out.toByteArray();
    }

    private static void append(ByteArrayOutputStream out, byte[] content, int packing) {
        byte[] stored = Arrays.copyOf(content, content.length + 1);
        stored[content.length] = (byte) packing;
        out.writeBytes(stored);
        ByteBuffer sum = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        out.writeBytes(sum.putInt(Crc32c.masked(stored, 0, stored.length)).array());
    }
}
