package dev.fastener.convert.keras;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.hdf5.Hdf5Dataset;
import dev.fastener.convert.hdf5.Hdf5File;
import dev.fastener.convert.hdf5.Hdf5Group;
import dev.fastener.convert.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Weights of Keras 3 in several files, {@code save_weights("m.weights.json", max_shard_size=...)}: the map names the files
 * {@code m_00000.weights.h5} and so on in which the variables of each layer stand. They are read as one tree.
 */
final class Shards {
    private static final String ENDING = ".weights.json";
    private static final int LARGEST_MAP = 1 << 24;
    private static final int MOST = 1000;
    private static final long LARGEST = Integer.MAX_VALUE - 8;
    private static final Pattern SHARD = Pattern.compile("(.+)_\\d{5}\\.weights\\.h5");

    private Shards() {}

    /** Whether {@code file} is the map of shards by its name and what it holds. */
    static boolean isMap(Path file) {
        return String.valueOf(file.getFileName()).endsWith(ENDING)
                && Files.isRegularFile(file)
                && text(file).contains("\"weight_map\"");
    }

    /**
     * The tree of all shards.
     *
     * @throws ConversionException where one is missing, isn't named as a file of the map's folder, or has what another has, too; and where they
     *     are more than 1,000 or, together, 2 GiB
     */
    static Hdf5Group read(Path map) {
        String name = String.valueOf(map.getFileName());
        List<Hdf5Group> roots = new ArrayList<>();
        long total = 0;
        for (String shard : shards(map)) {
            Path path = map.resolveSibling(shard);
            if (!Files.isRegularFile(path)) {
                throw new ConversionException(name + ": expected its shard " + shard
                        + " beside it, found none; copy all shards into one folder");
            }
            try {
                total += Files.size(path);
            } catch (IOException e) {
                throw new ConversionException(path + ": can't be read (" + e.getMessage() + ")", e);
            }
            if (total > LARGEST) {
                throw new ConversionException(name + ": expected at most 2 GiB in all shards, found more");
            }
            roots.add(Hdf5File.read(shard, KerasFile.bytes(path)));
        }
        return merged(name, "", roots);
    }

    /** Refuses a file that a map beside it names as one of several. */
    static void requireWhole(Path file) {
        String name = String.valueOf(file.getFileName());
        Matcher shard = SHARD.matcher(name);
        if (!shard.matches()) {
            return;
        }
        Path map = file.resolveSibling(shard.group(1) + ENDING);
        if (isMap(map)) {
            List<String> all = shards(map);
            if (all.contains(name)) {
                throw new ConversionException(name + ": is shard " + (all.indexOf(name) + 1) + " of " + all.size()
                        + " and holds a part of the weights; give the map of all, " + map.getFileName());
            }
        }
    }

    /** What a failure to read {@code file} may come from: it is called as a shard whose map isn't there. */
    static String hint(String file) {
        Matcher shard = SHARD.matcher(file);
        return shard.matches()
                ? "; if it is one of several shards, put all of them and their map, " + shard.group(1) + ENDING
                        + ", into one folder and give the map"
                : "";
    }

    private static List<String> shards(Path map) {
        String name = String.valueOf(map.getFileName());
        Object weightMap = JsonTree.readObject(name, text(map)).get("weight_map");
        if (!(weightMap instanceof Map<?, ?> byVariable) || byVariable.isEmpty()) {
            throw new ConversionException(name + ": expected a weight_map from variables to shards, found none");
        }
        Set<String> shards = new LinkedHashSet<>();
        for (Object value : byVariable.values()) {
            for (Object shard : value instanceof List<?> list ? list : List.of(String.valueOf(value))) {
                shards.add(fileName(name, shard));
            }
        }
        if (shards.size() > MOST) {
            throw new ConversionException(name + ": expected at most " + MOST + " shards, found " + shards.size());
        }
        return shards.stream().sorted().toList();
    }

    private static String fileName(String map, @Nullable Object shard) {
        if (shard instanceof String name && name.matches("[^/\\\\:\\x00-\\x1f]{1,255}") && !name.startsWith(".")) {
            return name;
        }
        throw new ConversionException(
                map + ": expected names of files in the same folder, found " + shard + "; don't trust this file");
    }

    private static Hdf5Group merged(String map, String path, List<Hdf5Group> parts) {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        Map<String, List<Hdf5Group>> groups = new LinkedHashMap<>();
        Map<String, Hdf5Dataset> datasets = new LinkedHashMap<>();
        for (Hdf5Group part : parts) {
            part.attributes().forEach(attributes::putIfAbsent);
            part.groups()
                    .forEach((name, group) ->
                            groups.computeIfAbsent(name, n -> new ArrayList<>()).add(group));
            part.datasets().forEach((name, dataset) -> {
                if (datasets.put(name, dataset) != null) {
                    throw new ConversionException(
                            map + ": expected each variable in one shard, found " + dataset.path() + " in two");
                }
            });
        }
        Map<String, Hdf5Group> merged = new LinkedHashMap<>();
        groups.forEach((name, of) -> merged.put(name, merged(map, path.isEmpty() ? name : path + "/" + name, of)));
        return new Hdf5Group(path, attributes, merged, datasets);
    }

    private static String text(Path map) {
        try (InputStream in = Files.newInputStream(map)) {
            byte[] bytes = in.readNBytes(LARGEST_MAP + 1);
            if (bytes.length > LARGEST_MAP) {
                throw new ConversionException(map.getFileName() + ": expected a map of at most 16 MiB, found more");
            }
            return new String(bytes, UTF_8);
        } catch (IOException e) {
            throw new ConversionException(map + ": can't be read (" + e.getMessage() + ")", e);
        }
    }
}
