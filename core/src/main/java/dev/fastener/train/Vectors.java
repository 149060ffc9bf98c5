package dev.fastener.train;

import dev.fastener.model.Vocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Vectors of a text file, a piece of text and its values per line, separated by spaces or tabs; word2vec's and fastText's
 * header line, two numbers, may stand first.
 */
final class Vectors {
    private static final Pattern SEPARATOR = Pattern.compile("[ \t]+");

    private final Map<String, float[]> vectors = new HashMap<>();
    private int dimension;

    private Vectors() {}

    /**
     * Reads the vectors of the entries of {@code vocabulary}.
     *
     * @throws IllegalArgumentException where the file is none of this kind, with the line
     */
    static Vectors read(Path file, Vocabulary vocabulary) throws IOException {
        Vectors read = new Vectors();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            long number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String[] fields = SEPARATOR.split(line.strip());
                boolean header = number == 1 && fields.length == 2;
                if (!header && !line.isBlank()) {
                    read.add(file, number, line, fields, vocabulary);
                }
            }
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException(
                    file + ": expected UTF-8 text with a vector per line, found other bytes", e);
        }
        if (read.dimension == 0) {
            throw new IllegalArgumentException(file + ": expected a piece of text and its values per line, found none");
        }
        return read;
    }

    private void add(Path file, long number, String line, String[] fields, Vocabulary vocabulary) {
        if (dimension == 0) {
            dimension = fields.length - 1;
        }
        // A piece may be white space itself, which strip and split have then swallowed.
        boolean blankPiece = fields.length == dimension && Character.isWhitespace(line.charAt(0));
        if (!blankPiece && fields.length != dimension + 1 || dimension == 0) {
            throw new IllegalArgumentException(file + ":" + number + ": expected a piece of text and "
                    + Math.max(1, dimension) + " values, found " + fields.length + " fields");
        }
        String piece = blankPiece ? line.substring(0, 1) : fields[0];
        if (!vocabulary.contains(piece)) {
            return;
        }
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            String field = fields[fields.length - dimension + i];
            try {
                values[i] = Float.parseFloat(field);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        file + ":" + number + ": expected a number, found \"" + field + "\"", e);
            }
        }
        vectors.putIfAbsent(piece, values);
    }

    int dimension() {
        return dimension;
    }

    /** Entries of the vocabulary that the file has. */
    int found() {
        return vectors.size();
    }

    /** Writes the vectors into the rows of their ids, [vocabulary, dimension]. */
    void copyTo(Vocabulary vocabulary, float[] rows) {
        vectors.forEach(
                (piece, values) -> System.arraycopy(values, 0, rows, vocabulary.id(piece) * dimension, dimension));
    }
}
