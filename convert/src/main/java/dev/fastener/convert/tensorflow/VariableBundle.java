package dev.fastener.convert.tensorflow;

import dev.fastener.convert.ConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a checkpoint or SavedModel: PREFIX.index, a {@link Table} from names to BundleEntryProtos
 * (tensor_bundle.proto), and PREFIX.data-00000-of-00001 and so on with the values. Only what is asked for is read; each value
 * is checked against its checksum.
 */
final class VariableBundle {
    private static final String OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH";
    private static final int STRING = 7;

    private final Path prefix;
    private final int shards;
    private final Map<String, Message> entries;
    /** Empty for what several variables are called. */
    private @Nullable Map<String, String> keys;

    private VariableBundle(Path prefix, int shards, Map<String, Message> entries) {
        this.prefix = prefix;
        this.shards = shards;
        this.entries = entries;
    }

    /** @param prefix path of the index without ".index" */
    static VariableBundle open(Path prefix) {
        Path index = sibling(prefix, ".index");
        Map<String, Message> entries = new LinkedHashMap<>();
        Table.read(SourceBytes.read(index)).forEach((name, value) -> entries.put(name, Message.of(value)));
        Message header = entries.remove("");
        if (header == null) {
            throw new ConversionException(index + ": expected the header of a variable bundle, found none");
        }
        if (header.number(2) != 0) {
            throw new ConversionException(index + ": expected little-endian values, found big-endian ones");
        }
        int shards = header.size(1);
        return new VariableBundle(prefix, shards, entries);
    }

    /** Names of all values, ascending. */
    Set<String> names() {
        return entries.keySet();
    }

    /** The shape and numbers of a variable. */
    Constant read(String name) {
        Message entry = entry(name);
        if (entry.has(7)) {
            throw new ConversionException(prefix + ": variable " + name
                    + ": expected it in one piece, found it partitioned; save the model without a partitioner");
        }
        String what = "variable " + name;
        int[] shape = Constant.shape(what, entry.message(2));
        ElementType type = ElementType.require(prefix + ": " + what, entry.number(1));
        long expected = Constant.count(what, shape) * type.sizeBytes();
        if (expected != entry.number(5)) {
            throw new ConversionException(prefix + ": " + what + ": expected " + expected
                    + " bytes for its shape and type, found " + entry.number(5) + " in the index");
        }
        Bytes content = content(name, entry);
        requireChecksum(name, entry, Crc32c.masked(content.array(), 0, content.length()));
        return Constant.of(name, shape, type, content);
    }

    /** Whether there is an object graph: a checkpoint of TensorFlow 2. */
    boolean hasObjectGraph() {
        return entries.containsKey(OBJECT_GRAPH);
    }

    /** The TrackableObjectGraph of a checkpoint of TensorFlow 2. */
    Message objectGraph() {
        Message entry = entry(OBJECT_GRAPH);
        if (entry.number(1) != STRING || !entry.message(2).messages(2).isEmpty()) {
            throw new ConversionException(prefix + ": " + OBJECT_GRAPH + ": expected one text, found another value");
        }
        Bytes content = content(OBJECT_GRAPH, entry);
        Bytes.Cursor in = content.cursor();
        long length = in.varint();
        in.take(4);
        return Message.of(in.take(length));
    }

    /** The name under which a variable of TensorFlow 2 is kept, by its own; null where none or several have that. */
    @Nullable
    String key(String variable) {
        if (keys == null) {
            keys = hasObjectGraph() ? keys(objectGraph()) : Map.of();
        }
        String key = keys.get(variable);
        return key == null || key.isEmpty() ? null : key;
    }

    private static Map<String, String> keys(Message objectGraph) {
        Map<String, String> keys = new HashMap<>();
        for (Message object : objectGraph.messages(1)) {
            for (Message attribute : object.messages(2)) {
                keys.merge(attribute.text(2), attribute.text(3), (one, other) -> "");
            }
        }
        return keys;
    }

    private Message entry(String name) {
        Message entry = entries.get(name);
        if (entry == null) {
            throw new ConversionException(prefix + ": expected the variable " + name + ", found " + entries.size()
                    + " others; the index belongs to another model");
        }
        return entry;
    }

    private Bytes content(String name, Message entry) {
        int shard = entry.size(3);
        if (shard >= shards) {
            throw new ConversionException(
                    prefix + ": variable " + name + ": expected a shard below " + shards + ", found " + shard);
        }
        Path file = sibling(prefix, ".data-%05d-of-%05d".formatted(shard, shards));
        if (!Files.isRegularFile(file)) {
            throw new ConversionException(
                    file + ": expected this file of values beside the index, found none; variable " + name
                            + " is in it; copy all files of " + prefix.getFileName() + ".*");
        }
        long offset = entry.number(4);
        long size = entry.number(5);
        try (FileChannel channel = FileChannel.open(file)) {
            long length = channel.size();
            if (offset < 0 || size < 0 || size > length || offset > length - size) {
                throw new ConversionException(file + ": variable " + name + ": expected " + size + " bytes at " + offset
                        + ", found a file of " + length + " bytes; it was cut off, copy it again");
            }
            if (size > Integer.MAX_VALUE - 8) {
                throw new ConversionException(
                        file + ": variable " + name + ": expected at most 2147483639 bytes, found " + size);
            }
            ByteBuffer into = ByteBuffer.allocate((int) size);
            while (into.hasRemaining() && channel.read(into, offset + into.position()) >= 0) {}
            if (into.hasRemaining()) {
                throw new ConversionException(file + ": expected " + length + " bytes, found less while reading");
            }
            return Bytes.of(file.toString(), into.array());
        } catch (IOException e) {
            throw new ConversionException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private void requireChecksum(String name, Message entry, int found) {
        int expected = entry.has(6) ? entry.fixed(6).int32(0) : 0;
        if (expected != found) {
            throw new ConversionException(prefix + ": variable " + name + ": expected values with the checksum "
                    + Integer.toHexString(expected) + ", found " + Integer.toHexString(found)
                    + "; the file is damaged, copy it again");
        }
    }

    private static Path sibling(Path prefix, String ending) {
        return prefix.resolveSibling(prefix.getFileName() + ending);
    }
}
