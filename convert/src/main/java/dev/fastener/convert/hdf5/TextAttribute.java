package dev.fastener.convert.hdf5;

import io.jhdf.GlobalHeap;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.object.message.AttributeMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The strings of an attribute: of fixed length in the attribute itself, or of any length in the file's global heap. */
record TextAttribute(FileBytes bytes, AttributeMessage attribute) {

    /** Empty where the attribute is no text. */
    Optional<List<String>> values() {
        ByteBuffer data = attribute.getDataBuffer();
        int size = attribute.getDataType().getSize();
        if (attribute.getDataType() instanceof StringData) {
            return Optional.of(data == null ? List.of() : fixed(data, size));
        } else if (attribute.getDataType() instanceof VariableLength variable && variable.isVariableLengthString()) {
            return Optional.of(data == null ? List.of() : variable(data, size));
        }
        return Optional.empty();
    }

    private static List<String> fixed(ByteBuffer data, int size) {
        List<String> values = new ArrayList<>();
        while (size > 0 && data.remaining() >= size) {
            byte[] text = new byte[size];
            data.get(text);
            int length = 0;
            while (length < size && text[length] != 0) {
                length++;
            }
            values.add(new String(text, 0, length, StandardCharsets.UTF_8));
        }
        return values;
    }

    /** Each element is its length in 4 bytes, the address of a heap and, in 4 bytes, the object's number there. */
    private List<String> variable(ByteBuffer data, int size) {
        data.order(ByteOrder.LITTLE_ENDIAN);
        Map<Long, GlobalHeap> heaps = new HashMap<>();
        List<String> values = new ArrayList<>();
        long total = 0;
        while (data.remaining() >= size) {
            int length = data.getInt();
            long heap = bytes.getSizeOfOffsets() == 4 ? data.getInt() : data.getLong();
            int object = data.getInt();
            total += Math.max(0, length);
            if (length < 0 || total > bytes.size()) {
                throw new HdfException("attribute " + attribute.getName() + ": expected text that fits into the file");
            }
            byte[] text = new byte[length];
            if (length > 0) {
                heaps.computeIfAbsent(heap, address -> new GlobalHeap(bytes, address))
                        .getObjectData(object)
                        .get(text);
            }
            values.add(new String(text, StandardCharsets.UTF_8));
        }
        return values;
    }
}
