package dev.fastener.app.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes a sound input in one to six places: bits, bytes, numbers, pieces, words of its format, its end, parts of another one. */
final class Mutations {
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        65535,
        65536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final List<byte[]> words;

    /** @param words that mean something in the format */
    Mutations(List<String> words) {
        this.words = words.stream()
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    byte[] of(byte[] sound, byte[] other, Random random) {
        byte[] bytes = sound.clone();
        for (int changes = random.nextInt(6); changes >= 0; changes--) {
            int at = random.nextInt(bytes.length + 1);
            int length = Math.min(bytes.length - at, 1 << random.nextInt(8));
            switch (random.nextInt(9)) {
                case 0 -> bytes = replaced(bytes, at, Math.min(1, length), new byte[] {(byte) random.nextInt(256)});
                case 1 -> {
                    if (length > 0) {
                        bytes[at] ^= (byte) (1 << random.nextInt(8));
                    }
                }
                case 2 -> bytes = replaced(bytes, at, length, new byte[0]);
                case 3 -> bytes = replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
                case 4 -> bytes = replaced(bytes, at, length, piece(other, random));
                case 5 -> bytes = number(bytes, at, random);
                case 6, 7 ->
                    bytes = words.isEmpty()
                            ? number(bytes, at, random)
                            : replaced(bytes, at, random.nextInt(length + 1), words.get(random.nextInt(words.size())));
                default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            }
        }
        return bytes;
    }

    private static byte[] piece(byte[] other, Random random) {
        int from = random.nextInt(other.length + 1);
        return Arrays.copyOfRange(other, from, Math.min(other.length, from + (1 << random.nextInt(8))));
    }

    /** Of one, two, four or eight bytes, either end first. */
    private static byte[] number(byte[] bytes, int at, Random random) {
        int size = 1 << random.nextInt(4);
        long value = NUMBERS[random.nextInt(NUMBERS.length)];
        boolean littleEndian = random.nextBoolean();
        byte[] changed = bytes.clone();
        for (int i = 0; i < size && at + i < bytes.length; i++) {
            changed[at + i] = (byte) (value >> 8 * (littleEndian ? i : size - 1 - i));
        }
        return changed;
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        byte[] changed = new byte[bytes.length - length + by.length];
        System.arraycopy(bytes, 0, changed, 0, at);
        System.arraycopy(by, 0, changed, at, by.length);
        System.arraycopy(bytes, at + length, changed, at + by.length, bytes.length - at - length);
        return changed;
    }
}
