package dev.fastener.convert;

import dev.fastener.convert.Choices.Pads;
import dev.fastener.convert.vocabulary.TagLabels;
import dev.fastener.model.Feature;
import dev.fastener.model.Head;
import dev.fastener.model.Head.Decoding;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Provenance;
import dev.fastener.model.Quantization;
import dev.fastener.model.TagSet;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.LongTexts;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source network and the user's choices become a {@link TaggerModel}. */
public final class TaggerBuilder {
    /** Asked where a network sees its pads and nobody said how many there are. */
    public static final String LENGTH_IS_MISSING =
            "--max-len: the network sees its pads, so the length that it was trained with counts: the maxlen of"
                    + " pad_sequences(x, maxlen=...) in its source; or --pads none, to compute sentences without pads";

    private TaggerBuilder() {}

    /**
     * Builds the model.
     *
     * @throws ConversionException where the choices don't fit the network
     */
    public static TaggerModel build(SourceNetwork network, Choices choices, Provenance provenance) {
        requireSizes(network, choices);
        PaddingRule padding = padding(network, choices);
        TextRules text = new TextRules(
                choices.cut().segmentation(),
                choices.cut().lowercase(),
                choices.digitsToZero(),
                false,
                padding,
                choices.padSide(),
                choices.truncationSide(),
                maxLength(network, choices),
                longTexts(network, choices));
        try {
            return new TaggerModel(
                    features(network, choices, padding),
                    network.join(),
                    network.body(),
                    head(network, choices, padding),
                    new TagSet(choices.tags(), TagLabels.format(choices.tags())),
                    text,
                    Quantization.NONE,
                    network.signature(),
                    provenance);
        } catch (IllegalArgumentException e) {
            throw new ConversionException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether the source's pads are ordinary inputs: Keras masks id 0, whatever fills up. */
    private static boolean seesPads(SourceNetwork network, Choices choices) {
        SourceInput input = network.inputs().get(0);
        Vocabulary vocabulary = choices.vocabularies().get(0);
        if (!input.masked() || vocabulary.padId() == 0) {
            return !input.masked();
        }
        if (!vocabulary.entries().get(0).isEmpty() || vocabulary.unknownId() == 0) {
            throw new ConversionException("--pad-id: expected 0, the id that " + input.name() + " masks, found "
                    + vocabulary.padId() + " while 0 is the id of "
                    + (vocabulary.unknownId() == 0
                            ? "unknown text"
                            : "\"" + vocabulary.entries().get(0) + "\"")
                    + ": text that is masked between pads that aren't can't be converted");
        }
        return true;
    }

    private static void requireSizes(SourceNetwork network, Choices choices) {
        int inputs = network.inputs().size();
        if (choices.vocabularies().size() != inputs || choices.units().size() != inputs) {
            throw new ConversionException("expected a vocabulary and a unit for each of the " + inputs
                    + " inputs of the network, found " + choices.vocabularies().size() + " and "
                    + choices.units().size());
        }
        for (int i = 0; i < network.inputs().size(); i++) {
            int rows = network.inputs().get(i).embedding().rows();
            int entries = choices.vocabularies().get(i).size();
            if (rows != entries) {
                throw new ConversionException(
                        "vocabulary of " + network.inputs().get(i).name() + ": expected " + rows
                                + " ids, as many as the embedding has rows, found " + entries);
            }
        }
        if (choices.tags().size() != network.tags()) {
            throw new ConversionException("tags: expected " + network.tags()
                    + ", as many as the network has outputs, found "
                    + choices.tags().size() + " "
                    + choices.tags());
        }
    }

    private static int maxLength(SourceNetwork network, Choices choices) {
        if (network.length() == 0) {
            return choices.maxLength();
        }
        if (choices.maxLength() != 0 && choices.maxLength() != network.length()) {
            throw new ConversionException("--max-len: expected " + network.length()
                    + ", the length of the network's input, found " + choices.maxLength());
        }
        return network.length();
    }

    private static LongTexts longTexts(SourceNetwork network, Choices choices) {
        if (choices.longTexts() == LongTexts.CUT && maxLength(network, choices) == 0) {
            throw new ConversionException(
                    "--long cut: expected --max-len N too, the maxlen of pad_sequences(x, maxlen=...)"
                            + " in the source, found none");
        }
        return choices.longTexts();
    }

    private static PaddingRule padding(SourceNetwork network, Choices choices) {
        if (choices.pads() == Pads.NONE || network.lengths()) {
            return new PaddingRule.None();
        }
        if (!seesPads(network, choices)) {
            return new PaddingRule.Masked(network.maskedOutput());
        }
        if (maxLength(network, choices) == 0) {
            throw new ConversionException(LENGTH_IS_MISSING);
        }
        return new PaddingRule.Visible();
    }

    private static List<Feature> features(SourceNetwork network, Choices choices, PaddingRule padding) {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < network.inputs().size(); i++) {
            SourceInput input = network.inputs().get(i);
            Feature feature = new Feature(
                    i == 0 ? "input" : "input_" + (i + 1),
                    choices.units().get(i),
                    choices.vocabularies().get(i),
                    input.embedding());
            features.add(padding instanceof PaddingRule.None ? feature.withPadOfItsOwn() : feature);
        }
        return features;
    }

    private static Head head(SourceNetwork network, Choices choices, PaddingRule padding) {
        boolean visible = padding instanceof PaddingRule.Visible;
        @Nullable Transitions given = choices.transitions();
        @Nullable SourceCrf crf = network.crf();
        if (given != null) {
            return new Head(Decoding.VITERBI, given, false, choices.constrained());
        }
        if (crf == null || choices.withoutCrf()) {
            return new Head(Decoding.ARGMAX, null, false, choices.constrained());
        }
        if (padding instanceof PaddingRule.Masked && choices.padSide() == Side.PRE && !crf.leftPads()) {
            throw new ConversionException("--padding pre: expected post, since the CRF of the source (" + crf.dialect()
                    + ") takes the first steps of a row for the sentence; with masked pads there it decodes pads");
        }
        return new Head(crf.decoding(), crf.transitions(), visible && crf.overPads(), choices.constrained());
    }
}
