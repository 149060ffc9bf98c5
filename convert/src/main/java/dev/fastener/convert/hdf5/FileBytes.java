package dev.fastener.convert.hdf5;

import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The bytes of a file as jhdf reads them. Every read is a view of bytes that exist, so no size that the file claims allocates
 * anything; and all reads together are bounded, so that tables that point at each other come to an end.
 */
final class FileBytes implements HdfBackingStorage {
    /** What is wrong with a file whose structure doesn't end. */
    static final String CYCLE = "its tables point at each other";

    /** An honest file's structure is read about once; a read of few bytes costs as if it were of this many. */
    private static final int COST_OF_READ = 32;

    private static final int TIMES_READ = 32;

    /** A file's values are read a few times: for each network that they may be, and for its judge. */
    private static final int TIMES_DATA_READ = 64;

    private final ByteBuffer bytes;
    private final Superblock superblock;
    private long budget;
    private long dataBudget;

    FileBytes(byte[] bytes, Superblock superblock) {
        this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        this.superblock = superblock;
        this.budget = (1 << 16) + (long) TIMES_READ * bytes.length;
        this.dataBudget = (1 << 16) + (long) TIMES_DATA_READ * bytes.length;
    }

    /** {@code length} bytes of values; many datasets that are the same bytes come to an end. */
    synchronized ByteBuffer values(long address, long length) {
        dataBudget -= length;
        if (dataBudget < 0) {
            throw new HdfException("expected datasets of bytes of their own, found many of the same");
        }
        return map(address, length);
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        budget -= COST_OF_READ + Math.max(0, length);
        if (budget < 0) {
            throw new HdfException(CYCLE);
        }
        return OpaqueTypes.shown(map(address, length));
    }

    @Override
    public ByteBuffer map(long address, long length) {
        return mapNoOffset(address + superblock.getBaseAddressByte(), length);
    }

    @Override
    public ByteBuffer mapNoOffset(long address, long length) {
        if (address < 0 || length < 0 || address > bytes.capacity() - length) {
            throw new HdfException("expected " + length + " bytes at " + address + ", found the end of the file at "
                    + bytes.capacity());
        }
        return bytes.slice((int) address, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long getUserBlockSize() {
        return superblock.getBaseAddressByte();
    }

    @Override
    public Superblock getSuperblock() {
        return superblock;
    }

    @Override
    public FileChannel getFileChannel() {
        throw new HdfException("expected a structure that can be read from memory");
    }

    @Override
    public int getSizeOfOffsets() {
        return superblock.getSizeOfOffsets();
    }

    @Override
    public int getSizeOfLengths() {
        return superblock.getSizeOfLengths();
    }

    @Override
    public void close() {}

    @Override
    public long size() {
        return bytes.capacity();
    }

    @Override
    public boolean inMemory() {
        return true;
    }
}
