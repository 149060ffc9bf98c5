package dev.fastener.convert.hdf5;

import java.nio.ByteBuffer;

/**
 * Datatype messages of opaque elements without a tag, which is how h5py writes bfloat16 and float8: jhdf looks for a tag's end in
 * them and fails. They are shown to it as references, which have no properties either; of these sizes there are no others.
 *
 * <p>Such a message is, in an object header of version 1: type 3 and size 8 in two bytes each, flags and three zeros, the class 0x15
 * (version 1, opaque), the tag's length 0 in three bytes, the element's size in four.
 */
final class OpaqueTypes {
    private static final int MESSAGE = 16;
    private static final int LARGEST_HEADER = 1 << 16;
    private static final long TYPE_AND_SIZE = 0x0008_0003L;
    private static final long OPAQUE_WITHOUT_TAG = 0x15;
    private static final byte REFERENCE = 0x17;

    private OpaqueTypes() {}

    /** {@code header} itself, or a copy where it has such messages; little-endian. */
    static ByteBuffer shown(ByteBuffer header) {
        ByteBuffer shown = header;
        if (header.remaining() > LARGEST_HEADER) {
            return header;
        }
        for (int at = header.position(); at + MESSAGE <= header.limit(); at += 8) {
            boolean message = (header.getInt(at) & 0xffff_ffffL) == TYPE_AND_SIZE;
            if (message && (header.getInt(at + 8) & 0xffff_ffffL) == OPAQUE_WITHOUT_TAG && isSmall(header, at + 12)) {
                if (shown == header) {
                    shown = ByteBuffer.allocate(header.remaining()).order(header.order());
                    shown.put(header.duplicate()).flip();
                }
                shown.put(at - header.position() + 8, REFERENCE);
            }
        }
        return shown;
    }

    private static boolean isSmall(ByteBuffer header, int at) {
        int size = header.getInt(at);
        return size == 1 || size == 2;
    }
}
