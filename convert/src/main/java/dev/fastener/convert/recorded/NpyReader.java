package dev.fastener.convert.recorded;

import dev.fastener.convert.ConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One array: magic, version, header (a Python dict), values. */
final class NpyReader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;
    private static final int HIGHEST_RANK = 8;

    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([^']{1,40})'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d, L]*)\\)");

    private final String where;
    private final String name;
    private final InputStream in;

    /** @param where the file and the array, for messages */
    NpyReader(String where, String name, InputStream in) {
        this.where = where;
        this.name = name;
        this.in = in;
    }

    /** @param most bytes that its values can have */
    NumpyArray read(long most) throws IOException {
        if (!Arrays.equals(take(MAGIC.length), MAGIC)) {
            throw wrong("expected an array of numpy.save, found something else");
        }
        int version = take(2)[0];
        ByteBuffer size = ByteBuffer.wrap(take(version == 1 ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        int headerSize = version == 1 ? size.getShort() & 0xFFFF : size.getInt();
        if (version < 1 || version > 3 || headerSize < 0 || headerSize > LONGEST_HEADER) {
            throw wrong("expected a header of version 1 to 3 and at most " + LONGEST_HEADER + " bytes, found version "
                    + version + " and " + headerSize + " bytes");
        }
        String header = new String(take(headerSize), StandardCharsets.UTF_8);
        String type = found(DESCRIPTION, header, "a plain type");
        boolean text = type.matches("[<>=]U\\d{1,7}");
        if (!text && !type.matches("[<>=]?[if][48]")) {
            throw wrong("expected int32, int64, float32, float64 or text, found " + type
                    + "; save it with .astype(\"int32\"), .astype(\"float32\") or np.array([\"...\", \"...\"])");
        }
        int[] shape = shape(found(SHAPE, header, "a shape"));
        boolean fortran = found(ORDER, header, "an order").equals("True");
        int width = text ? 4 * Integer.parseInt(type.substring(2)) : type.charAt(type.length() - 1) - '0';
        int count = count(shape, Math.max(1, width), most);
        ByteBuffer values = ByteBuffer.wrap(take(count * width))
                .order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        if (in.read() >= 0) {
            throw wrong("expected " + count + " values for the shape " + Arrays.toString(shape) + ", found more");
        }
        if (text) {
            if (shape.length != 1) {
                throw wrong("expected texts in one dimension, found the shape " + Arrays.toString(shape));
            }
            return new NumpyArray(name, shape, false, new double[0], texts(values, count, width / 4));
        }
        boolean floating = type.contains("f");
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = floating
                    ? width == 4 ? values.getFloat(4 * i) : values.getDouble(8 * i)
                    : width == 4 ? values.getInt(4 * i) : values.getLong(8 * i);
        }
        return new NumpyArray(name, shape, floating, fortran ? rowMajor(numbers, shape) : numbers, List.of());
    }

    /** Each has room for as many code points as the longest has; NUL fills up. A lone half of a pair stays one. */
    private List<String> texts(ByteBuffer values, int count, int longest) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] points = new int[longest];
            int length = 0;
            for (int c = 0; c < longest; c++) {
                points[c] = values.getInt(4 * (i * longest + c));
                length = points[c] == 0 ? length : c + 1;
                if (!Character.isValidCodePoint(points[c])) {
                    throw wrong("expected code points, found " + points[c]);
                }
            }
            texts.add(new String(points, 0, length));
        }
        return texts;
    }

    /** As many bytes as are asked for, which a file that is cut off doesn't have; grows with what is really there. */
    private byte[] take(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw wrong("expected " + size + " bytes, found " + bytes.length + "; is the file complete?");
        }
        return bytes;
    }

    private String found(Pattern pattern, String header, String what) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw wrong("expected " + what + " in its header, found " + header.strip());
        }
        return matcher.group(1);
    }

    private int[] shape(String text) {
        String[] sizes = Arrays.stream(text.replace("L", "").split(","))
                .map(String::strip)
                .filter(size -> !size.isEmpty())
                .toArray(String[]::new);
        if (sizes.length > HIGHEST_RANK) {
            throw wrong("expected at most " + HIGHEST_RANK + " dimensions, found " + sizes.length);
        }
        int[] shape = new int[sizes.length];
        for (int axis = 0; axis < shape.length; axis++) {
            try {
                shape[axis] = Integer.parseInt(sizes[axis]);
            } catch (NumberFormatException e) {
                throw new ConversionException(where + ": expected sizes below 2^31, found " + text, e);
            }
        }
        return shape;
    }

    private int count(int[] shape, int width, long most) {
        long count = 1;
        for (int size : shape) {
            count *= size;
            if (count * width > most) {
                throw wrong("expected at most " + most + " bytes of values, found the claim of a shape "
                        + Arrays.toString(shape));
            }
        }
        return (int) count;
    }

    /** Fortran's order has the first index run fastest. */
    private static double[] rowMajor(double[] values, int[] shape) {
        double[] ordered = new double[values.length];
        int[] index = new int[shape.length];
        for (double value : values) {
            int at = 0;
            for (int axis = 0; axis < shape.length; axis++) {
                at = at * shape[axis] + index[axis];
            }
            ordered[at] = value;
            for (int axis = 0; axis < shape.length && ++index[axis] == shape[axis]; axis++) {
                index[axis] = 0;
            }
        }
        return ordered;
    }

    private ConversionException wrong(String reason) {
        return new ConversionException(where + ": " + reason);
    }
}
