package dev.fastener.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable description of one tagger: the hub of the project. Training and conversion make one, slimming and quantising
 * turn one into another, {@code onnx} writes and reads it, engines run it. Thread-safe.
 *
 * @param features what is looked up at each step; the first is the ONNX input "input"
 * @param join how their embeddings become one vector
 * @param body layers in series, from the joined embeddings to the emissions
 * @param head how emissions become tags
 * @param tags the labels, in the order of the last layer's outputs
 * @param text how raw text becomes ids
 * @param quantization narrower weights; {@link Quantization#NONE} where there are none
 * @param signature of the source; null for a model trained here
 * @param provenance where the model comes from
 */
public record TaggerModel(
        List<Feature> features,
        FeatureJoin join,
        List<Layer> body,
        Head head,
        TagSet tags,
        TextRules text,
        Quantization quantization,
        @Nullable SourceSignature signature,
        Provenance provenance) {

    public TaggerModel {
        features = List.copyOf(features);
        body = List.copyOf(body);
        if (features.isEmpty() || body.isEmpty()) {
            throw new IllegalArgumentException(
                    "model: expected features and layers, found " + features.size() + " and " + body.size());
        }
        requireSeries(body);
        int joined = joinedSize(features, join);
        int first = body.get(0).inputSize();
        if (first != joined) {
            throw new IllegalArgumentException(
                    "first layer: expected " + joined + " inputs, as many as the embeddings give, found " + first);
        }
        int last = body.get(body.size() - 1).outputSize();
        if (last != tags.size()) {
            throw new IllegalArgumentException(
                    "last layer: expected one output per tag, " + tags.size() + ", found " + last);
        }
        Transitions transitions = head.transitions();
        if (transitions != null && transitions.tags() != tags.size()) {
            throw new IllegalArgumentException(
                    "transitions: expected " + tags.size() + " tags, found " + transitions.tags());
        }
        long names = features.stream().map(Feature::name).distinct().count();
        if (names != features.size()) {
            throw new IllegalArgumentException("features: expected different names, found two alike");
        }
        Vocabulary steps = features.get(0).vocabulary();
        if (text.padding() instanceof PaddingRule.None && steps.unknownId() == steps.padId()) {
            throw new IllegalArgumentException(
                    "vocabulary of " + features.get(0).name()
                            + ": pads that don't exist need another id than unknown text has, found " + steps.padId()
                            + " for both");
        }
        for (Feature feature : features) {
            Vocabulary vocabulary = feature.vocabulary();
            int pad = vocabulary.padId();
            if (text.padding() instanceof PaddingRule.Visible && pad == Vocabulary.NO_PAD) {
                throw new IllegalArgumentException(
                        "vocabulary of " + feature.name() + ": visible padding needs a pad id, found none");
            }
            // A masked step may stand for a text, as Keras masks it wherever its id is; a pad that doesn't exist may
            // not.
            boolean isText = text.padding() instanceof PaddingRule.None
                    && pad != Vocabulary.NO_PAD
                    && !vocabulary.entries().get(pad).isEmpty();
            if (!(text.padding() instanceof PaddingRule.Visible) && (pad == Vocabulary.NO_PAD || isText)) {
                throw new IllegalArgumentException("vocabulary of " + feature.name()
                        + ": pads that the network doesn't see need a pad id that no text has, found "
                        + (pad == Vocabulary.NO_PAD
                                ? "none"
                                : "\"" + vocabulary.entries().get(pad) + "\""));
            }
        }
    }

    /** Whether the head decodes the pads that the network sees: each sequence then has scores for all {@code maxLength} steps. */
    public boolean decodesPads() {
        return head.overPads() && text.padding() instanceof PaddingRule.Visible;
    }

    /** Values per step that the first layer reads. */
    public int joinedSize() {
        return joinedSize(features, join);
    }

    /** This model with other features, of the same sizes for the first layer. */
    public TaggerModel withFeatures(List<Feature> other) {
        return new TaggerModel(other, join, body, head, tags, text, quantization, signature, provenance);
    }

    /** This model with other layers. */
    public TaggerModel withBody(List<Layer> other) {
        return new TaggerModel(features, join, other, head, tags, text, quantization, signature, provenance);
    }

    /** This model with another provenance. */
    public TaggerModel withProvenance(Provenance other) {
        return new TaggerModel(features, join, body, head, tags, text, quantization, signature, other);
    }

    /** This model with another head. */
    public TaggerModel withHead(Head other) {
        return new TaggerModel(features, join, body, other, tags, text, quantization, signature, provenance);
    }

    /** This model with other narrow weights; the caller answers for it that they are those of the layers. */
    public TaggerModel withQuantization(Quantization other) {
        return new TaggerModel(features, join, body, head, tags, text, other, signature, provenance);
    }

    private static int joinedSize(List<Feature> features, FeatureJoin join) {
        int size = features.get(0).embedding().columns();
        for (Feature feature : features.subList(1, features.size())) {
            int dimension = feature.embedding().columns();
            if (join == FeatureJoin.CONCAT) {
                size += dimension;
            } else if (dimension != size) {
                throw new IllegalArgumentException(
                        "features: SUM needs equal embedding dimensions, found " + size + " and " + dimension);
            }
        }
        return size;
    }

    static void requireSeries(List<Layer> layers) {
        for (int i = 1; i < layers.size(); i++) {
            int before = layers.get(i - 1).outputSize();
            int input = layers.get(i).inputSize();
            if (before != input) {
                throw new IllegalArgumentException("layer " + i + ": expected " + before
                        + " inputs, as many as the layer before gives, found " + input);
            }
        }
    }
}
