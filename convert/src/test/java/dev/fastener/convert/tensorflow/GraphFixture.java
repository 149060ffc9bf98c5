package dev.fastener.convert.tensorflow;

import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TagScores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What src/test/python/tensorflow_graphs.py wrote: files of TensorFlow, and what TensorFlow gave for a few sentences. */
record GraphFixture(String name, List<int[]> ids, String pads, int length, List<?> outputs) {
    static final Path FOLDER = Path.of("src/test/resources/tensorflow");

    static GraphFixture of(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".json");
        Map<?, ?> json = (Map<?, ?>) Objects.requireNonNull(JsonTree.read(file.toString(), Files.readString(file)));
        List<int[]> ids = ((List<?>) json.get("ids"))
                .stream()
                        .map(row -> ((List<?>) row)
                                .stream()
                                        .mapToInt(id -> ((Number) id).intValue())
                                        .toArray())
                        .toList();
        return new GraphFixture(
                name, ids, String.valueOf(json.get("pads")), ((Number) json.get("length")).intValue(), (List<?>)
                        json.get("outputs"));
    }

    /** Unpacks the files into {@code directory} and gives what a user would name. */
    Path unpack(Path directory) throws IOException {
        try (InputStream in = Files.newInputStream(FOLDER.resolve(name + ".zip"));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = directory.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
        for (String likely : List.of("graph.pb", "graph.pbtxt", "model.ckpt-7.index")) {
            if (Files.exists(directory.resolve(likely))) {
                return directory.resolve(likely);
            }
        }
        return directory;
    }

    /** Largest difference at real steps, as a share of max(1, the largest value recorded). */
    double difference(SourceNetwork network) {
        PaddingRule rule = switch (pads) {
            case "none" -> new PaddingRule.None();
            case "masked" -> new PaddingRule.Masked(network.maskedOutput());
            default -> new PaddingRule.Visible();
        };
        ScalarEngine engine =
                new ScalarEngine(Networks.model(network, rule, rule instanceof PaddingRule.Visible ? length : 0));
        double largest = 1;
        double difference = 0;
        for (int s = 0; s < ids.size(); s++) {
            int steps = ids.get(s).length;
            TagScores scores = engine.score(
                    new EncodedBatch(new int[][] {ids.get(s)}, new int[] {0, steps}), engine.newWorkspace());
            for (int t = 0; t < steps; t++) {
                List<?> row = (List<?>) ((List<?>) outputs.get(s)).get(t);
                for (int tag = 0; tag < row.size(); tag++) {
                    double expected = ((Number) row.get(tag)).doubleValue();
                    largest = Math.max(largest, Math.abs(expected));
                    difference = Math.max(difference, Math.abs(expected - scores.values()[t * row.size() + tag]));
                }
            }
        }
        return difference / largest;
    }
}
