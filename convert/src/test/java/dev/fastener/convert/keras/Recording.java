package dev.fastener.convert.keras;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fastener.convert.Reference;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.json.JsonTree;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.TagScores;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Ids and what real Keras gave for them, padded to one length.
 *
 * @param ids [inputs][sentences][steps], without pads
 * @param outputs [sentences][length][tags], pads included
 */
record Recording(int[][][] ids, TextRules.Side side, boolean masked, int length, double[][][] outputs) {

    static final Path FOLDER = Path.of("src/test/resources/keras");

    static Recording of(String fixture) throws IOException {
        Map<String, ?> json = JsonTree.readObject(fixture, Files.readString(FOLDER.resolve(fixture + ".json"), UTF_8));
        double[][][] ids = cube(json.get("ids"));
        return new Recording(
                IntStream.range(0, ids.length)
                        .mapToObj(input -> IntStream.range(0, ids[input].length)
                                .mapToObj(s -> IntStream.range(0, ids[input][s].length)
                                        .map(t -> (int) ids[input][s][t])
                                        .toArray())
                                .toArray(int[][]::new))
                        .toArray(int[][][]::new),
                TextRules.Side.valueOf(String.valueOf(json.get("side")).toUpperCase(java.util.Locale.ROOT)),
                Boolean.TRUE.equals(json.get("masked")),
                ((Number) json.get("length")).intValue(),
                cube(json.get("outputs")));
    }

    private static double[][][] cube(Object json) {
        return ((List<?>) json)
                .stream()
                        .map(matrix -> ((List<?>) matrix)
                                .stream()
                                        .map(row -> ((List<?>) row)
                                                .stream()
                                                        .mapToDouble(value -> ((Number) value).doubleValue())
                                                        .toArray())
                                        .toArray(double[][]::new))
                        .toArray(double[][][]::new);
    }

    /**
     * Largest difference of {@code network} to the recording, as a share of max(1, the largest value recorded).
     *
     * @param withPads whether the network gets the pads too, and what it gives there is compared
     */
    double difference(SourceNetwork network, boolean withPads) {
        TaggerModel model = model(network);
        double largest = 1;
        double difference = 0;
        ScalarEngine engine = new ScalarEngine(model);
        for (int s = 0; s < outputs.length; s++) {
            int steps = ids[0][s].length;
            int pads = length - steps;
            int before = side == TextRules.Side.PRE ? pads : 0;
            int[][] row = new int[ids.length][];
            for (int input = 0; input < ids.length; input++) {
                row[input] = ids[input][s];
                if (withPads) {
                    row[input] = new int[length];
                    System.arraycopy(ids[input][s], 0, row[input], before, steps);
                }
            }
            TagScores scores = engine.score(
                    new EncodedBatch(row, new int[] {0, withPads ? length : steps}), engine.newWorkspace());
            int first = withPads ? 0 : before;
            for (int t = 0; t < (withPads ? length : steps); t++) {
                for (int tag = 0; tag < network.tags(); tag++) {
                    double expected = outputs[s][first + t][tag];
                    largest = Math.max(largest, Math.abs(expected));
                    double found = scores.values()[t * network.tags() + tag];
                    difference = Math.max(difference, Math.abs(found - expected));
                }
            }
        }
        return difference / largest;
    }

    /** The same of a computation over whole padded rows, pads included. */
    double difference(Reference reference) {
        double largest = 1;
        double difference = 0;
        for (int s = 0; s < outputs.length; s++) {
            int before = side == TextRules.Side.PRE ? length - ids[0][s].length : 0;
            int[][] rows = new int[ids.length][length];
            for (int input = 0; input < rows.length; input++) {
                System.arraycopy(ids[input][s], 0, rows[input], before, ids[input][s].length);
            }
            double[] found = reference.outputs(rows);
            int tags = outputs[s][0].length;
            for (int i = 0; i < found.length; i++) {
                double expected = outputs[s][i / tags][i % tags];
                largest = Math.max(largest, Math.abs(expected));
                difference = Math.max(difference, Math.abs(found[i] - expected));
            }
        }
        return difference / largest;
    }

    /** A tagger around {@code network} that pads as the recording did. */
    private TaggerModel model(SourceNetwork network) {
        return model(network, side, length);
    }

    static TaggerModel model(SourceNetwork network, TextRules.Side side, int length) {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < network.inputs().size(); i++) {
            List<String> entries = new ArrayList<>(List.of(""));
            for (int id = 1; id < network.inputs().get(i).embedding().rows(); id++) {
                entries.add("w" + id);
            }
            features.add(new Feature(
                    "input" + i,
                    FeatureUnit.CHARACTER,
                    new Vocabulary(entries, 0, 1),
                    network.inputs().get(i).embedding()));
        }
        List<String> labels = new ArrayList<>(List.of("O"));
        for (int tag = 1; tag < network.tags(); tag++) {
            labels.add("B-T" + tag);
        }
        PaddingRule padding = network.inputs().get(0).masked()
                ? new PaddingRule.Masked(network.maskedOutput())
                : new PaddingRule.Visible();
        return new TaggerModel(
                features,
                network.join(),
                network.body(),
                new Head(Head.Decoding.ARGMAX, null, false, false),
                new TagSet(labels, TagFormat.of(TagScheme.BIO)),
                new TextRules(TextRules.Unit.CHARACTER, false, false, false, padding, side, side, length),
                Quantization.NONE,
                network.signature(),
                Provenance.UNKNOWN);
    }
}
