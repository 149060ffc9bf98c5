package dev.fastener.convert.recorded;

import dev.fastener.convert.ConversionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the source gave for padded rows of ids, as a user saves it: {@code np.savez("io.npz", texts=texts, ids=x,
 * outputs=model.predict(x))}. Arrays named texts, ids, outputs and tags are these; where names don't tell, texts are the only
 * strings, ids the only whole numbers of two dimensions and outputs the only fractions of three. Outputs that are nothing but
 * zeros and a single one in each step, or whole numbers of two dimensions, as the CRFs of Keras give them, are tags. Arrays of
 * other shapes, as CRF layers give their transitions and lengths, are left out. For a source of several inputs, each array of
 * ids has its input's name.
 *
 * @param ids of the first input: [rows][length], pads included, at least 0
 * @param further of the other inputs, likewise
 * @param outputs [rows][length * tags]; null where the file has none
 * @param tags [rows][length]; null where the file has none
 * @param texts of the rows; empty where the file has none
 * @param size values of a step of the outputs; 0 where the file doesn't tell
 */
public record RecordedFile(
        int[][] ids,
        List<int[][]> further,
        float @Nullable [][] outputs,
        int @Nullable [][] tags,
        List<String> texts,
        int size) {
    public RecordedFile {
        texts = List.copyOf(texts);
    }

    private static final Set<String> IDS = Set.of("ids", "x", "input", "inputs", "input_ids");
    private static final Set<String> OUTPUTS = Set.of("outputs", "output", "logits", "emissions", "potentials", "y");
    private static final Set<String> TAGS = Set.of("tags", "paths", "path", "decoded", "decode_sequence", "y");

    /** @throws ConversionException where it can't be told which array is which, or their shapes don't belong together */
    public static RecordedFile read(Path path) {
        return read(path, List.of());
    }

    /**
     * Recordings of a source of several inputs.
     *
     * @param inputs their names; none where there is one, which needs no name
     * @throws ConversionException likewise
     */
    public static RecordedFile read(Path path, List<String> inputs) {
        String file = String.valueOf(path.getFileName());
        List<NumpyArray> arrays = new ArrayList<>(NumpyFile.read(path));
        String all = arrays.stream().map(NumpyArray::described).toList().toString();
        List<NumpyArray> byName = new ArrayList<>();
        for (String input : inputs) {
            NumpyArray array = named(arrays, Set.of(input), 2);
            if (array == null) {
                throw new ConversionException(file + ": expected ids [rows, length] called " + input + ", found " + all
                        + "; save the ids of each input under its name: np.savez(\"io.npz\", "
                        + String.join("=..., ", inputs)
                        + "=..., outputs=model.predict(...))");
            }
            byName.add(array);
        }
        arrays.removeAll(byName);
        List<NumpyArray> texts = arrays.stream().filter(NumpyArray::isText).toList();
        arrays.removeAll(texts);
        NumpyArray outputs = taken(arrays, OUTPUTS, 3, true, file, all);
        NumpyArray ids = byName.isEmpty() ? named(arrays, IDS, 2) : byName.get(0);
        arrays.remove(ids);
        NumpyArray tags = tags(arrays);
        arrays.remove(tags);
        List<NumpyArray> unnamed = arrays.stream()
                .filter(array -> array.rank() == 2 && !array.floating())
                .toList();
        if (ids == null && unnamed.size() == 1) {
            ids = unnamed.get(0);
        } else if (ids != null && tags == null && unnamed.size() == 1) {
            tags = unnamed.get(0);
        }
        boolean complete = ids != null && (outputs != null || tags != null);
        if (ids == null || !complete || ids.values().length == 0) {
            throw new ConversionException(
                    file + ": expected ids [rows, length] and outputs [rows, length, tags] or tags"
                            + " [rows, length], found " + all
                            + "; save them with np.savez(\"io.npz\", ids=x, outputs=model.predict(x))");
        }
        requireRows(file, ids, outputs);
        requireRows(file, ids, tags);
        List<int[][]> further = new ArrayList<>();
        for (NumpyArray other : byName.isEmpty() ? byName : byName.subList(1, byName.size())) {
            requireRows(file, ids, other);
            further.add(whole(file, other));
        }
        return of(file, ids, further, outputs, tags, texts(file, texts, ids));
    }

    /** A CRF layer's predict gives whole numbers, in some versions as floats. */
    private static @Nullable NumpyArray tags(List<NumpyArray> arrays) {
        NumpyArray named = named(arrays, TAGS, 2);
        NumpyArray predicted = named(arrays, OUTPUTS, 2);
        return named != null ? named : predicted != null && predicted.isWhole() ? predicted : null;
    }

    private static List<String> texts(String file, List<NumpyArray> texts, NumpyArray ids) {
        if (texts.isEmpty()) {
            return List.of();
        }
        if (texts.size() > 1 || texts.get(0).texts().size() != ids.shape()[0]) {
            throw new ConversionException(file + ": expected one array of texts, one for each row of " + ids.described()
                    + ", found " + texts.stream().map(NumpyArray::described).toList());
        }
        return texts.get(0).texts();
    }

    private static RecordedFile of(
            String file,
            NumpyArray ids,
            List<int[][]> further,
            @Nullable NumpyArray outputs,
            @Nullable NumpyArray tags,
            List<String> texts) {
        int[][] idRows = whole(file, ids);
        int[][] tagRows = tags == null ? null : whole(file, tags);
        if (outputs == null) {
            return new RecordedFile(idRows, further, null, tagRows, texts, 0);
        }
        int size = outputs.shape()[2];
        if (size == 0) {
            throw new ConversionException(
                    file + ": expected outputs of at least one tag, found " + outputs.described());
        }
        if (isOneHot(outputs.values(), size)) {
            return new RecordedFile(idRows, further, null, tagRows == null ? places(outputs) : tagRows, texts, size);
        }
        int width = outputs.shape()[1] * size;
        float[][] rows = new float[outputs.shape()[0]][width];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < width; i++) {
                rows[row][i] = (float) outputs.values()[row * width + i];
            }
        }
        return new RecordedFile(idRows, further, rows, tagRows, texts, size);
    }

    private static @Nullable NumpyArray named(List<NumpyArray> arrays, Set<String> names, int rank) {
        return arrays.stream()
                .filter(array -> array.rank() == rank && names.contains(array.name()))
                .findFirst()
                .orElse(null);
    }

    /** By name, else the only one of its rank and kind; null where there is none. */
    private static @Nullable NumpyArray taken(
            List<NumpyArray> arrays, Set<String> names, int rank, boolean floating, String file, String all) {
        NumpyArray named = named(arrays, names, rank);
        if (named != null) {
            return named;
        }
        List<NumpyArray> fitting = arrays.stream()
                .filter(array -> array.rank() == rank && array.floating() == floating)
                .toList();
        if (fitting.size() > 1) {
            throw new ConversionException(file + ": expected one array of outputs [rows, length, tags], found " + all
                    + "; name the right one \"outputs\"");
        }
        return fitting.isEmpty() ? null : fitting.get(0);
    }

    private static void requireRows(String file, NumpyArray ids, @Nullable NumpyArray other) {
        if (other != null && !Arrays.equals(Arrays.copyOf(other.shape(), 2), ids.shape())) {
            throw new ConversionException(
                    file + ": expected as many rows and steps in " + other.described() + " as in " + ids.described());
        }
    }

    private static int[][] whole(String file, NumpyArray array) {
        int[][] rows = new int[array.shape()[0]][array.shape()[1]];
        for (int i = 0; i < array.values().length; i++) {
            double value = array.values()[i];
            if (value < 0 || value != (int) value) {
                throw new ConversionException(
                        file + ", " + array.name() + ": expected whole numbers of at least 0, found " + value);
            }
            rows[i / array.shape()[1]][i % array.shape()[1]] = (int) value;
        }
        return rows;
    }

    private static boolean isOneHot(double[] values, int size) {
        for (int step = 0; step < values.length; step += size) {
            int ones = 0;
            for (int i = step; i < step + size; i++) {
                if (values[i] != 0 && values[i] != 1) {
                    return false;
                }
                ones += values[i] == 1 ? 1 : 0;
            }
            if (ones != 1) {
                return false;
            }
        }
        return size > 1 && values.length > 0;
    }

    private static int[][] places(NumpyArray outputs) {
        int length = outputs.shape()[1];
        int size = outputs.shape()[2];
        int[][] rows = new int[outputs.shape()[0]][length];
        for (int i = 0; i < outputs.values().length; i++) {
            if (outputs.values()[i] == 1) {
                rows[i / size / length][i / size % length] = i % size;
            }
        }
        return rows;
    }
}
