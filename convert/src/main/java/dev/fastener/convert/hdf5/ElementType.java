package dev.fastener.convert.hdf5;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OpaqueDataType;
import io.jhdf.object.datatype.Reference;

/** What the elements of a dataset are, as far as weights go. */
public enum ElementType {
    /** IEEE 754 numbers of 16, 32 or 64 bits. */
    FLOAT,
    /** The upper half of a 32-bit float; HDF5 knows no such type, so that it stands in files as 2 bytes of any kind. */
    BFLOAT16,
    /** Integers of 8 bits, or single bytes of any kind: what quantised weights are kept in. */
    BYTE,
    /** Anything else: counters, seeds, text. */
    OTHER;

    /** {@link OpaqueTypes} come as references. */
    static ElementType of(DataType type) {
        if (type instanceof FloatingPoint) {
            return FLOAT;
        } else if (type instanceof OpaqueDataType || type instanceof Reference) {
            return type.getSize() == 2 ? BFLOAT16 : type.getSize() == 1 ? BYTE : OTHER;
        }
        return type instanceof FixedPoint && type.getSize() == 1 ? BYTE : OTHER;
    }

    /** Whether they are numbers with a fraction. */
    public boolean isFloat() {
        return this == FLOAT || this == BFLOAT16;
    }
}
