package dev.fastener.convert.vocabulary;

import dev.fastener.convert.ConversionException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python's pickle format, protocols 0 to 5, as far as it is plain data: lists, dicts, tuples, sets, strings, bytes, numbers,
 * booleans, None, and numpy arrays of them. They become lists, maps, sets, strings, byte arrays, longs, doubles, booleans and
 * null. A pickle is a program; this reads its instructions and runs none: whatever would look up or call something else is
 * refused by its name.
 *
 * <p>Memory is bounded: each instruction makes at most one object, copies are counted, and {@link #MOST_VALUES} bounds them all.
 * Shared parts stay shared, and a container may contain itself: who walks the result looks at each container once. The opcodes
 * are those of Python's {@code pickletools}.
 */
final class Pickle {
    /** Most values of one pickle; a container counts as eight. */
    private static final int MOST_VALUES = 1 << 22;

    /** Most numbers of one container that have the same hash. */
    private static final int MOST_SHARING = 64;

    private static final Object MARK = new Object();
    private static final Object NONE = new Object();

    private final String file;
    private final ByteBuffer in;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();
    /** How many numbers among the keys of a container have each hash. */
    private final Map<Object, Map<Integer, Integer>> hashes = new IdentityHashMap<>();

    private int opcodeAt;
    private long values;

    private Pickle(String file, byte[] bytes) {
        this.file = file;
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The value of the pickle.
     *
     * @param file its name, for messages
     * @throws ConversionException where it is cut off, calls anything, or is too large
     */
    static @Nullable Object read(String file, byte[] bytes) {
        return plain(new Pickle(file, bytes).value());
    }

    /** What stands on the stack as a value: null for None, lists for an array. */
    static @Nullable Object plain(Object value) {
        return value == NONE ? null : value;
    }

    private Object value() {
        while (true) {
            opcodeAt = in.position();
            int opcode = take(1).get() & 0xFF;
            if (opcode == '.') {
                return finished(pop());
            }
            step(opcode);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> take(1); // PROTO
            case 0x95 -> take(8); // FRAME
            case '(' -> push(MARK);
            case '0' -> pop();
            case '1' -> popMark();
            case '2' -> push(top());
            case 'N' -> push(NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'I' -> push(booleanOrInteger(line()));
            case 'L' -> push(integer(line()));
            case 'J' -> push((long) take(4).getInt());
            case 'K' -> push(length(1));
            case 'M' -> push(length(2));
            case 0x8a -> push(integer(take(length(1))));
            case 0x8b -> push(integer(take(length(4))));
            case 'F' -> push(decimal(line()));
            case 'G' -> push(take(8).order(ByteOrder.BIG_ENDIAN).getDouble());
            case 'S' -> push(quoted(line()));
            case 'V' -> push(PickleText.unescaped(line(), false));
            case 'T' -> push(utf8(take(length(4))));
            case 'U' -> push(utf8(take(length(1))));
            case 'X' -> push(utf8(take(length(4))));
            case 0x8c -> push(utf8(take(length(1))));
            case 0x8d -> push(utf8(take(length(8))));
            case 'B' -> push(bytes(take(length(4))));
            case 'C' -> push(bytes(take(length(1))));
            case 0x8e, 0x96 -> push(bytes(take(length(8))));
            case ']' -> pushContainer(new ArrayList<>());
            case '}' -> pushContainer(new LinkedHashMap<>());
            case 0x8f -> pushContainer(new LinkedHashSet<>());
            case ')' -> pushContainer(List.of());
            case 0x85 -> tuple(1);
            case 0x86 -> tuple(2);
            case 0x87 -> tuple(3);
            case 't', 'l' -> pushContainer(plain(popMark()));
            case 'd' -> pushContainer(put(new LinkedHashMap<>(), popMark()));
            case 0x91 -> pushContainer(keys(popMark()));
            case 'a' -> append(List.of(pop()));
            case 'e' -> append(popMark());
            case 's' -> setItems(List.of(pop(), pop()), true);
            case 'u' -> setItems(popMark(), false);
            case 0x90 -> add(popMark());
            case 'p' -> memorise(integer(line()));
            case 'q' -> memorise(length(1));
            case 'r' -> memorise(length(4));
            case 0x94 -> memorise(memo.size());
            case 'g' -> push(recall(integer(line())));
            case 'h' -> push(recall(length(1)));
            case 'j' -> push(recall(length(4)));
            case 'c' -> push(global(line(), line()));
            case 0x93 -> stackGlobal();
            case 'R' -> reduce();
            case 'b' -> build();
            case 'i' -> throw refused(line() + "." + line());
            case 'o', 0x81, 0x92 -> throw refused("an object of a class");
            case 'P', 'Q' -> throw refused("a persistent id");
            case 0x82, 0x83, 0x84 -> throw refused("an object of the extension registry");
            default -> throw wrong("expected an instruction of a pickle, found byte " + opcode + "; is it a pickle?");
        }
    }

    // Stack

    private void push(Object value) {
        charge(1);
        stack.add(value);
    }

    private void pushContainer(Object value) {
        charge(8);
        stack.add(value);
    }

    /** Counts values that are made, so that few instructions can't make many. */
    private void charge(long made) {
        values += made;
        if (values > MOST_VALUES) {
            throw wrong("expected at most " + MOST_VALUES + " values, found more");
        }
    }

    private Object top() {
        if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
            throw wrong("expected a value before it, found none");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    /** What stands above the last mark, which is removed. */
    private List<Object> popMark() {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw wrong("expected a mark before it, found none");
        }
        List<Object> above = stack.subList(mark + 1, stack.size());
        List<Object> items = new ArrayList<>(above);
        above.clear();
        stack.remove(mark);
        return items;
    }

    private void memorise(long key) {
        charge(memo.put(key, top()) == null ? 4 : 0);
    }

    private Object recall(long key) {
        Object value = memo.get(key);
        if (value == null) {
            throw wrong("expected a value stored under " + key + ", found none");
        }
        return value;
    }

    // Containers

    private void tuple(int size) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.add(0, pop());
        }
        pushContainer(plain(items));
    }

    private List<@Nullable Object> plain(List<Object> items) {
        List<@Nullable Object> plain = new ArrayList<>(items.size());
        items.forEach(item -> plain.add(finished(item)));
        return plain;
    }

    /** A value as it goes into a container; an array has got its contents by then. */
    private @Nullable Object element(Object value) {
        return plain(finished(value));
    }

    /** The contents of an array; anything else as it is. */
    private Object finished(Object value) {
        if (value instanceof PickledArray.Unfinished array) {
            return array.values(this::wrong);
        }
        return value;
    }

    private void append(List<Object> items) {
        if (!(top() instanceof ArrayList<?>)) {
            throw wrong("expected a list to append to");
        }
        @SuppressWarnings("unchecked")
        List<@Nullable Object> list = (List<@Nullable Object>) top();
        items.forEach(item -> list.add(element(item)));
    }

    private void setItems(List<Object> items, boolean valueFirst) {
        if (!(top() instanceof Map<?, ?>)) {
            throw wrong("expected a dict to put into");
        }
        @SuppressWarnings("unchecked")
        Map<Object, @Nullable Object> dict = (Map<Object, @Nullable Object>) top();
        put(dict, valueFirst ? List.of(items.get(1), items.get(0)) : items);
    }

    private Map<Object, @Nullable Object> put(Map<Object, @Nullable Object> dict, List<Object> items) {
        if (items.size() % 2 != 0) {
            throw wrong("expected a value for each key, found " + items.size() + " of both");
        }
        for (int i = 0; i < items.size(); i += 2) {
            dict.put(key(items.get(i), dict), element(items.get(i + 1)));
        }
        return dict;
    }

    private void add(List<Object> items) {
        if (!(top() instanceof LinkedHashSet<?>)) {
            throw wrong("expected a set to add to");
        }
        @SuppressWarnings("unchecked")
        Set<Object> set = (Set<Object>) top();
        set.addAll(keys(items));
    }

    private Set<Object> keys(Collection<?> items) {
        Set<Object> keys = new LinkedHashSet<>();
        items.forEach(item -> keys.add(key(item, keys)));
        return keys;
    }

    /**
     * Plain values only: the hash of a container takes as long as whoever wrote it wants. Texts that share one hash are told
     * apart by their order, but not from numbers that share it, too; so few numbers may share one.
     *
     * @param container that it is to be a key of
     */
    private Object key(Object value, Object container) {
        if (value instanceof Number || value instanceof Boolean) {
            boolean isNew = container instanceof Map<?, ?> dict
                    ? !dict.containsKey(value)
                    : !((Set<?>) container).contains(value);
            Map<Integer, Integer> sharing = hashes.computeIfAbsent(container, any -> new HashMap<>());
            if (isNew && sharing.merge(value.hashCode(), 1, Integer::sum) > MOST_SHARING) {
                throw wrong("expected keys of which at most " + MOST_SHARING + " numbers share one hash, found more");
            }
            return value;
        }
        if (value instanceof String) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return utf8(ByteBuffer.wrap(bytes));
        }
        if (value == NONE) {
            return "None";
        }
        throw wrong("expected strings or numbers as keys of a dict or items of a set, found something else");
    }

    // Names and calls: a closed list, of which none is looked up

    private record Global(String name) {}

    private Object global(String module, String name) {
        Global global = new Global(module + "." + name);
        if (!CALLS.contains(global.name())) {
            throw refused(global.name());
        }
        return global;
    }

    private void stackGlobal() {
        if (pop() instanceof String name && pop() instanceof String module) {
            push(global(module, name));
        } else {
            throw wrong("expected the two parts of a name");
        }
    }

    private static final Set<String> CALLS = Set.of(
            "__builtin__.set",
            "__builtin__.frozenset",
            "__builtin__.bytearray",
            "builtins.set",
            "builtins.frozenset",
            "builtins.bytearray",
            "__builtin__.bytes",
            "builtins.bytes",
            "collections.OrderedDict",
            "_codecs.encode",
            "numpy.ndarray",
            "numpy.dtype",
            "numpy.core.multiarray._reconstruct",
            "numpy._core.multiarray._reconstruct",
            "numpy.core.multiarray.scalar",
            "numpy._core.multiarray.scalar",
            "numpy.core.numeric._frombuffer",
            "numpy._core.numeric._frombuffer");

    private void reduce() {
        Object arguments = pop();
        Object function = pop();
        if (!(function instanceof Global global) || !(arguments instanceof List<?> list)) {
            throw wrong("expected a name and a tuple of arguments");
        }
        String name = global.name();
        switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "set", "frozenset" -> pushContainer(keys(copied(list)));
            case "bytearray", "bytes", "encode" -> push(bytes(name, list));
            case "OrderedDict" -> pushContainer(orderedDict(list));
            case "dtype" -> push(new PickledArray.Type(text(list, 0)));
            case "_reconstruct" -> pushContainer(new PickledArray.Unfinished());
            case "scalar" -> push(scalar(list));
            case "_frombuffer" -> push(fromBuffer(list));
            default -> throw refused(name);
        }
    }

    private Collection<?> copied(List<?> arguments) {
        if (arguments.isEmpty()) {
            return List.of();
        }
        if (arguments.size() == 1 && arguments.get(0) instanceof Collection<?> items) {
            charge(items.size());
            return items;
        }
        throw wrong("expected one list");
    }

    private Map<Object, @Nullable Object> orderedDict(List<?> arguments) {
        Map<Object, @Nullable Object> dict = new LinkedHashMap<>();
        for (Object pair : copied(arguments)) {
            if (!(pair instanceof List<?> two) || two.size() != 2) {
                throw wrong("expected pairs of a key and a value");
            }
            dict.put(key(two.get(0), dict), two.get(1));
        }
        return dict;
    }

    /** Bytes as protocols 0 to 2 have them: as text in Latin-1. */
    private byte[] bytes(String name, List<?> arguments) {
        if (arguments.isEmpty()) {
            return new byte[0];
        }
        if (arguments.get(0) instanceof byte[] bytes) {
            return bytes;
        }
        String encoding = arguments.size() > 1 ? text(arguments, 1) : "";
        if (!encoding.matches("latin-?1")) {
            throw wrong(name + ": expected latin1, found " + encoding);
        }
        String text = text(arguments, 0);
        charge(text.length() / 8);
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String text(List<?> arguments, int index) {
        if (index < arguments.size() && arguments.get(index) instanceof String text) {
            return text;
        }
        throw wrong("expected a string as argument " + index);
    }

    private Object scalar(List<?> arguments) {
        if (arguments.size() == 2
                && arguments.get(0) instanceof PickledArray.Type type
                && arguments.get(1) instanceof byte[] raw) {
            return new PickledArray.Unfinished(List.of(1L), type, raw, false)
                    .values(this::wrong)
                    .get(0);
        }
        throw wrong("expected a type of numpy and bytes");
    }

    private Object fromBuffer(List<?> arguments) {
        if (arguments.size() == 4
                && arguments.get(0) instanceof byte[] raw
                && arguments.get(1) instanceof PickledArray.Type type
                && arguments.get(2) instanceof List<?> shape
                && arguments.get(3) instanceof String order) {
            charge(raw.length);
            return new PickledArray.Unfinished(shape, type, raw, order.equals("F"));
        }
        throw wrong("expected bytes, a type, a shape and an order of numpy");
    }

    private void build() {
        Object state = pop();
        if (!(state instanceof List<?> list)) {
            throw refused("an object with a state");
        }
        Object target = top();
        if (target instanceof PickledArray.Type type) {
            if (list.size() > 1 && list.get(1) instanceof String order) {
                type.order(order);
            }
        } else if (target instanceof PickledArray.Unfinished array && list.size() == 5) {
            Object contents = list.get(4);
            charge(contents instanceof byte[] raw ? raw.length : contents instanceof List<?> items ? items.size() : 0);
            array.build(list, this::wrong);
        } else {
            throw refused("an object with a state");
        }
    }

    // Atoms

    /** The next {@code size} bytes. */
    private ByteBuffer take(long size) {
        if (size < 0 || size > in.remaining()) {
            throw new ConversionException(file + ": expected " + Long.toUnsignedString(size) + " bytes at byte "
                    + in.position() + ", found " + in.remaining() + "; is the file complete?");
        }
        ByteBuffer part = in.slice().order(ByteOrder.LITTLE_ENDIAN).limit((int) size);
        in.position(in.position() + (int) size);
        return part;
    }

    /** An unsigned number of 1, 2, 4 or 8 bytes. */
    private long length(int bytes) {
        ByteBuffer part = take(bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (part.get(i) & 0xFFL) << 8 * i;
        }
        return value;
    }

    /** Latin-1, without its line feed. */
    private String line() {
        int end = in.position();
        while (end < in.limit() && in.get(end) != '\n') {
            end++;
        }
        ByteBuffer line = take(end - in.position());
        take(1);
        return StandardCharsets.ISO_8859_1.decode(line).toString();
    }

    private Object booleanOrInteger(String digits) {
        return digits.equals("00") || digits.equals("01") ? (Object) digits.equals("01") : (Object) integer(digits);
    }

    private long integer(String digits) {
        try {
            return Long.parseLong(digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits);
        } catch (NumberFormatException e) {
            throw wrong("expected a whole number of at most 64 bits, found " + shortened(digits));
        }
    }

    /** Two's complement, least byte first. */
    private long integer(ByteBuffer bytes) {
        if (bytes.remaining() > 8) {
            throw wrong("expected a whole number of at most 8 bytes, found " + bytes.remaining());
        }
        long value = 0;
        int size = bytes.remaining();
        for (int i = 0; i < size; i++) {
            value |= (bytes.get(i) & 0xFFL) << 8 * i;
        }
        int unused = 64 - 8 * size;
        return size == 0 ? 0 : value << unused >> unused;
    }

    private double decimal(String digits) {
        try {
            return Double.parseDouble(digits.replace("inf", "Infinity").replace("nan", "NaN"));
        } catch (NumberFormatException e) {
            throw wrong("expected a number, found " + shortened(digits));
        }
    }

    /** A string as Python 2's repr shows it: bytes, for us UTF-8. */
    private String quoted(String line) {
        if (line.length() < 2 || line.charAt(0) != line.charAt(line.length() - 1)) {
            throw wrong("expected a string in quotes, found " + shortened(line));
        }
        String text = PickleText.unescaped(line.substring(1, line.length() - 1), true);
        return utf8(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw wrong("expected text in UTF-8, found other bytes");
        }
    }

    private static byte[] bytes(ByteBuffer part) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        return bytes;
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private ConversionException wrong(String reason) {
        return new ConversionException(file + ", byte " + opcodeAt + ": " + reason);
    }

    private ConversionException refused(String name) {
        String script = PickleText.scriptFor(name);
        String target = file.replaceFirst("\\.[^.]*$", "") + ".json";
        return new ConversionException(file + ", byte " + opcodeAt + ": expected plain data, found " + shortened(name)
                + ", which Python would look up or call; nothing was run. If you trust the file, write it as JSON in Python:"
                + " import json, pickle; "
                + String.format(script, "pickle.load(open(\"" + file + "\", \"rb\"))", target));
    }

    /** Whether the bytes look like a pickle: protocol 2 and later by their first byte, earlier ones by their first opcodes. */
    static boolean isLikely(byte[] bytes) {
        if (bytes.length > 2 && (bytes[0] & 0xFF) == 0x80) {
            return bytes[1] >= 2 && bytes[1] <= 5;
        }
        String head = new String(Arrays.copyOf(bytes, Math.min(8, bytes.length)), StandardCharsets.ISO_8859_1);
        return head.matches("(?s)(\\([dl]p\\d+\n|[\\]}]q).*");
    }
}
