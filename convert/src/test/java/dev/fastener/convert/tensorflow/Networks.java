package dev.fastener.convert.tensorflow;

import dev.fastener.convert.SourceInput;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureUnit;
import dev.fastener.model.Head;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.ArrayList;
import java.util.List;

/** Taggers around networks, to be fed with ids. */
final class Networks {
    private Networks() {}

    /** With pads as {@code padding} has them, {@code length} being the longest. */
    static TaggerModel model(SourceNetwork network, PaddingRule padding, int length) {
        List<Feature> features = new ArrayList<>();
        for (SourceInput input : network.inputs()) {
            List<String> entries = new ArrayList<>(List.of(""));
            for (int id = 1; id < input.embedding().rows(); id++) {
                entries.add("w" + id);
            }
            features.add(new Feature(
                    "input" + features.size(),
                    FeatureUnit.CHARACTER,
                    new Vocabulary(entries, 0, 1),
                    input.embedding()));
        }
        List<String> labels = new ArrayList<>(List.of("O"));
        for (int tag = 1; tag < network.tags(); tag++) {
            labels.add("B-T" + tag);
        }
        return new TaggerModel(
                features,
                network.join(),
                network.body(),
                new Head(Head.Decoding.ARGMAX, null, false, false),
                new TagSet(labels, TagFormat.of(TagScheme.BIO)),
                new TextRules(TextRules.Unit.CHARACTER, false, false, false, padding, Side.POST, Side.POST, length),
                Quantization.NONE,
                network.signature(),
                Provenance.UNKNOWN);
    }

    static TaggerModel model(SourceNetwork network) {
        return model(network, new PaddingRule.None(), 0);
    }

    /** The best path by the textbook. */
    static int[] path(float[] emissions, int steps, Transitions transitions) {
        int tags = transitions.tags();
        double[] best = new double[tags];
        int[][] from = new int[steps][tags];
        for (int tag = 0; tag < tags; tag++) {
            best[tag] = transitions.start()[tag] + emissions[tag];
        }
        for (int t = 1; t < steps; t++) {
            double[] next = new double[tags];
            for (int to = 0; to < tags; to++) {
                next[to] = Double.NEGATIVE_INFINITY;
                for (int tag = 0; tag < tags; tag++) {
                    double score = best[tag] + transitions.scores().values()[tag * tags + to];
                    if (score > next[to]) {
                        next[to] = score;
                        from[t][to] = tag;
                    }
                }
                next[to] += emissions[t * tags + to];
            }
            best = next;
        }
        int last = 0;
        for (int tag = 1; tag < tags; tag++) {
            last = best[tag] + transitions.end()[tag] > best[last] + transitions.end()[last] ? tag : last;
        }
        int[] path = new int[steps];
        for (int t = steps - 1; t >= 0; t--) {
            path[t] = last;
            last = from[t][last];
        }
        return path;
    }
}
