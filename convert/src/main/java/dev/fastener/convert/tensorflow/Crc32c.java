package dev.fastener.convert.tensorflow;

import java.util.zip.CRC32C;

/** The masked CRC-32C that LevelDB and TensorFlow store beside their bytes, so that a sum over sums is no weak one. */
final class Crc32c {
    private static final int MASK_DELTA = 0xa282ead8;

    private Crc32c() {}

    static int masked(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return masked((int) crc.getValue());
    }

    static int masked(int crc) {
        return Integer.rotateRight(crc, 15) + MASK_DELTA;
    }
}
