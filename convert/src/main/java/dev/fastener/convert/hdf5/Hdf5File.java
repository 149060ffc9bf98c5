package dev.fastener.convert.hdf5;

import dev.fastener.convert.ConversionException;
import io.jhdf.Constants;
import io.jhdf.FractalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.Superblock;
import io.jhdf.Superblock.SuperblockV0V1;
import io.jhdf.Superblock.SuperblockV2V3;
import io.jhdf.SymbolTableEntry;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the tree of an HDF5 file (superblocks 0 to 3) by the structures of jhdf, as far as Keras uses the format: groups,
 * attributes of text, datasets. Links that aren't hard links are left out: they lead out of the file.
 */
public final class Hdf5File {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    /** Objects of a file: a tagger has some hundred. */
    private static final int MOST_OBJECTS = 20_000;

    private static final int DEEPEST = 40;

    private final String file;
    private final FileBytes bytes;
    private final Set<Long> seen = new HashSet<>();

    private Hdf5File(String file, FileBytes bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** Whether a file that begins so is HDF5; one with a user block before its signature isn't taken. */
    public static boolean accepts(byte[] beginning) {
        return beginning.length >= SIGNATURE.length
                && Arrays.equals(beginning, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /**
     * The root group.
     *
     * @param file its name, for messages
     * @throws ConversionException where the bytes are no HDF5 file, or a damaged one
     */
    public static Hdf5Group read(String file, byte[] bytes) {
        if (!accepts(bytes)) {
            throw new ConversionException(file + ": expected an HDF5 file, found another beginning");
        }
        try {
            Superblock superblock =
                    Superblock.readSuperblock(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
            FileBytes storage = new FileBytes(bytes, superblock);
            return new Hdf5File(file, storage).group("", root(storage, superblock), 0);
        } catch (RuntimeException | StackOverflowError e) {
            throw damaged(file, "structure", e);
        }
    }

    /** What jhdf throws at damage is of any type; the innermost message says most. */
    static ConversionException damaged(String file, String where, Throwable cause) {
        Throwable inner = cause;
        while (inner.getCause() != null && !(inner instanceof ConversionException)) {
            inner = inner.getCause();
        }
        if (inner instanceof ConversionException exact) {
            return exact;
        }
        String reason = "unreadable";
        if (inner instanceof HdfException && inner.getMessage() != null) {
            reason = inner.getMessage();
        } else if (inner instanceof StackOverflowError) {
            reason = FileBytes.CYCLE;
        }
        return new ConversionException(
                file + ", " + where + ": damaged HDF5 (" + reason + "); copy or download it again", cause);
    }

    private static ObjectHeader root(FileBytes bytes, Superblock superblock) {
        long address = superblock instanceof SuperblockV0V1 old
                ? new SymbolTableEntry(bytes, old.getRootGroupSymbolTableAddress() - old.getBaseAddressByte())
                        .getObjectHeaderAddress()
                : ((SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
        return ObjectHeader.readObjectHeader(bytes, address);
    }

    private Hdf5Group group(String path, ObjectHeader header, int depth) {
        if (depth > DEEPEST) {
            throw new ConversionException(
                    file + ", group " + path + ": expected at most " + DEEPEST + " groups nested");
        }
        Map<String, Hdf5Group> groups = new LinkedHashMap<>();
        Map<String, Hdf5Dataset> datasets = new LinkedHashMap<>();
        children(header).forEach((name, address) -> {
            String child = path.isEmpty() ? name : path + "/" + name;
            if (!seen.add(address) || seen.size() > MOST_OBJECTS) {
                throw new ConversionException(file + ", object " + child + ": expected a tree of at most "
                        + MOST_OBJECTS + " objects, found more or the same one twice");
            }
            ObjectHeader object = ObjectHeader.readObjectHeader(bytes, address);
            if (object.hasMessageOfType(DataSpaceMessage.class)) {
                datasets.put(name, new Hdf5Dataset(file, child, bytes, object));
            } else if (!object.hasMessageOfType(DataTypeMessage.class)) {
                groups.put(name, group(child, object, depth + 1));
            }
        });
        return new Hdf5Group(path, attributes(header), groups, datasets);
    }

    /** Addresses of the object headers that hard links lead to, by the links' names. */
    private Map<String, Long> children(ObjectHeader header) {
        return header.hasMessageOfType(SymbolTableMessage.class)
                ? symbolTable(header.getMessageOfType(SymbolTableMessage.class))
                : links(header);
    }

    private Map<String, Long> symbolTable(SymbolTableMessage table) {
        Map<String, Long> children = new LinkedHashMap<>();
        ByteBuffer names = new LocalHeap(bytes, table.getLocalHeapAddress()).getDataBuffer();
        for (long node :
                BTreeV1.createGroupBTree(bytes, table.getBTreeAddress()).getChildAddresses()) {
            for (SymbolTableEntry entry : new GroupSymbolTableNode(bytes, node).getSymbolTableEntries()) {
                if (entry.getCacheType() != 2) {
                    names.position(entry.getLinkNameOffset());
                    children.put(Utils.readUntilNull(names), entry.getObjectHeaderAddress());
                }
            }
        }
        return children;
    }

    private Map<String, Long> links(ObjectHeader header) {
        Map<String, Long> children = new LinkedHashMap<>();
        LinkInfoMessage info = header.getMessageOfType(LinkInfoMessage.class);
        List<LinkMessage> links = header.getMessagesOfType(LinkMessage.class);
        if (info.getBTreeNameIndexAddress() != Constants.UNDEFINED_ADDRESS) {
            FractalHeap heap = new FractalHeap(bytes, info.getFractalHeapAddress());
            links = new BTreeV2<LinkNameForIndexedGroupRecord>(bytes, info.getBTreeNameIndexAddress())
                    .getRecords().stream()
                            .map(link -> LinkMessage.fromBuffer(heap.getId(link.getId()), bytes.getSuperblock()))
                            .toList();
        }
        for (LinkMessage link : links) {
            if (link.getLinkType() == LinkMessage.LinkType.HARD) {
                children.put(link.getLinkName(), link.getHardLinkAddress());
            }
        }
        return children;
    }

    private Map<String, List<String>> attributes(ObjectHeader header) {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        for (AttributeMessage attribute : header.getMessagesOfType(AttributeMessage.class)) {
            new TextAttribute(bytes, attribute).values().ifPresent(text -> attributes.put(attribute.getName(), text));
        }
        return attributes;
    }
}
