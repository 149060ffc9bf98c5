package dev.fastener.convert.keras;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.convert.ConversionException;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded inputs of sound form and wrong content: a network or a ConversionException that says something, and nothing else. */
class KerasFuzzTest {
    private static final Pattern VALUE =
            Pattern.compile("\"[^\"]{0,40}\"|-?\\d+(\\.\\d+)?|true|false|null|\\[\\]|\\{\\}");
    private static final List<String> VALUES = List.of(
            "null",
            "-1",
            "0",
            "1",
            "3",
            "2147483648",
            "1e308",
            "NaN",
            "0.5",
            "true",
            "false",
            "\"x\"",
            "\"\"",
            "[]",
            "{}",
            "[1, 2]",
            "[null]",
            "{\"class_name\": \"LSTM\", \"config\": {}}",
            "\"Bidirectional\"",
            "\"Concatenate\"",
            "\"softmax\"");

    @TempDir
    private Path folder;

    static void readsOrRefuses(Path file, String what) {
        try {
            assertThat(KerasFile.read(file).readings()).as(what).isNotEmpty();
        } catch (ConversionException e) {
            assertThat(e.getMessage()).as(what).contains("hostile").doesNotEndWith("null");
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(what, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3-residual.keras",
                "3-nested.keras",
                "stack.keras",
                "text/3-words.keras",
                "masks/before-3.16.keras"
            })
    void configurationsOfOtherValues(String fixture) throws IOException {
        byte[] archive = Files.readAllBytes(Recording.FOLDER.resolve(fixture));
        for (int seed = 0; seed < 300; seed++) {
            readsOrRefuses(configuration(archive, seed, folder), fixture + ", seed " + seed);
        }
    }

    /** The archive with one to four values of its configuration replaced by others, or by one another. */
    static Path configuration(byte[] archive, int seed, Path folder) throws IOException {
        Random random = new Random(seed);
        Path file = folder.resolve("hostile.keras");
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive));
                ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                if (entry.getName().equals("config.json")) {
                    String json = new String(content, UTF_8);
                    for (int change = random.nextInt(4); change >= 0; change--) {
                        json = changed(json, random);
                    }
                    content = json.getBytes(UTF_8);
                }
                zip.putNextEntry(new ZipEntry(entry.getName()));
                zip.write(content);
            }
        }
        return file;
    }

    private static String changed(String json, Random random) {
        List<int[]> places = new ArrayList<>();
        Matcher matcher = VALUE.matcher(json);
        while (matcher.find()) {
            places.add(new int[] {matcher.start(), matcher.end()});
        }
        int[] place = places.get(random.nextInt(places.size()));
        int[] other = places.get(random.nextInt(places.size()));
        String value =
                random.nextInt(3) == 0 ? json.substring(other[0], other[1]) : VALUES.get(random.nextInt(VALUES.size()));
        return json.substring(0, place[0]) + value + json.substring(place[1]);
    }

    @Test
    void weightsWithVariablesMissingOrOfOtherShapes() throws IOException {
        for (int seed = 0; seed < 400; seed++) {
            readsOrRefuses(weights(seed, folder), "seed " + seed);
        }
    }

    /** A tagger's variables, of which some are missing, doubled, or of another rank or size. */
    static Path weights(int seed, Path folder) throws IOException {
        Random random = new Random(seed);
        Map<String, int[]> variables = new LinkedHashMap<>();
        variables.put("layers/embedding/vars/0", new int[] {7, 3});
        for (int layer = 0; layer <= random.nextInt(3); layer++) {
            String name =
                    "layers/" + (random.nextInt(4) == 0 ? "lstm" : "bidirectional") + (layer == 0 ? "" : "_" + layer);
            for (String side : List.of("forward_layer", "backward_layer")) {
                variables.put(name + "/" + side + "/cell/vars/0", new int[] {layer == 0 ? 3 : 4, 8});
                variables.put(name + "/" + side + "/cell/vars/1", new int[] {2, 8});
                variables.put(name + "/" + side + "/cell/vars/2", new int[] {8});
            }
        }
        variables.put("layers/dense/vars/0", new int[] {4, 3});
        variables.put("layers/dense/vars/1", new int[] {3});
        if (random.nextBoolean()) {
            String crf = random.nextBoolean() ? "layers/crf/vars/" : "layers/chain_crf/vars/";
            List<int[]> shapes =
                    List.of(new int[] {3, 3}, new int[] {3, 3}, new int[] {3}, new int[] {3}, new int[] {3});
            for (int i = 0; i < 1 + random.nextInt(5); i++) {
                variables.put(crf + i, shapes.get(i));
            }
        }
        for (int change = random.nextInt(4); change > 0; change--) {
            List<String> names = new ArrayList<>(variables.keySet());
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> variables.remove(name);
                case 1 -> variables.put(name + random.nextInt(3), shape(random));
                default -> variables.put(name, shape(random));
            }
        }
        Path file = folder.resolve("hostile.weights.h5");
        try (WritableHdfFile hdf5 = HdfFile.write(file)) {
            Map<String, WritableGroup> groups = new LinkedHashMap<>();
            groups.put("", hdf5);
            variables.forEach((path, shape) -> {
                int slash = path.lastIndexOf('/');
                group(groups, path.substring(0, slash)).putDataset(path.substring(slash + 1), zeros(shape));
            });
        }
        return file;
    }

    private static WritableGroup group(Map<String, WritableGroup> groups, String path) {
        WritableGroup known = groups.get(path);
        if (known == null) {
            int slash = path.lastIndexOf('/');
            known = group(groups, slash < 0 ? "" : path.substring(0, slash)).putGroup(path.substring(slash + 1));
            groups.put(path, known);
        }
        return known;
    }

    private static int[] shape(Random random) {
        int[] shape = new int[1 + random.nextInt(3)];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = 1 + random.nextInt(8);
        }
        return shape;
    }

    private static Object zeros(int[] shape) {
        return java.lang.reflect.Array.newInstance(float.class, shape);
    }

    /** Names, flags and lengths of entries: what stands in the headers of an archive. */
    @Test
    void archivesWithOtherHeaders() throws IOException {
        byte[] archive = Files.readAllBytes(Recording.FOLDER.resolve("text/3-words.keras"));
        for (int seed = 0; seed < 500; seed++) {
            readsOrRefuses(headers(archive, seed, folder), "seed " + seed);
        }
    }

    static Path headers(byte[] archive, int seed, Path folder) throws IOException {
        Random random = new Random(seed);
        byte[] bytes = archive.clone();
        List<Integer> headers = new ArrayList<>();
        for (int at = 0; at + 4 < bytes.length; at++) {
            if (bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] < 8) {
                headers.add(at);
            }
        }
        for (int change = random.nextInt(3); change >= 0; change--) {
            int header = headers.get(random.nextInt(headers.size()));
            int at = header + 4 + random.nextInt(50);
            if (at < bytes.length) {
                bytes[at] = (byte) (random.nextBoolean() ? 0 : random.nextInt());
            }
        }
        return Files.write(folder.resolve("hostile.keras"), seed % 10 == 0 ? Arrays.copyOf(bytes, seed) : bytes);
    }
}
