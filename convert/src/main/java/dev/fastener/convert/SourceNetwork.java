package dev.fastener.convert;

import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.SourceSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a source file: the network from ids to emissions, and its CRF.
 *
 * @param reading what sets it apart from other readings of the same file: "mask_zero=true, sigmoid"; empty where there is one
 * @param inputs at least one; those after the first are further features of the same steps
 * @param body from the joined embeddings to the emissions
 * @param crf null where the file holds none
 * @param length of the source's input; 0 where it is free
 * @param lengths whether the source is told each sentence's length, so that pads don't exist for it
 * @param maskedOutput what a recurrent layer gives at masked steps; of no meaning where no input is masked
 * @param tags number of emissions of a step
 * @param facts what it rests on
 */
public record SourceNetwork(
        String reading,
        List<SourceInput> inputs,
        FeatureJoin join,
        List<Layer> body,
        @Nullable SourceCrf crf,
        int length,
        boolean lengths,
        MaskedOutput maskedOutput,
        int tags,
        SourceSignature signature,
        List<Fact> facts) {
    public SourceNetwork {
        inputs = List.copyOf(inputs);
        body = List.copyOf(body);
        facts = List.copyOf(facts);
    }

    /** This one among others: what sets it apart, and facts that say so. */
    public SourceNetwork withReading(String otherReading, Fact... further) {
        List<Fact> all = new ArrayList<>(facts);
        all.addAll(List.of(further));
        return new SourceNetwork(
                otherReading, inputs, join, body, crf, length, lengths, maskedOutput, tags, signature, all);
    }

    /** This one where the user has said what the file leaves open about {@code name}. */
    public SourceNetwork withGiven(String name) {
        List<Fact> told = facts.stream()
                .map(fact -> fact.name().equals(name) && fact.origin() == Fact.Origin.ASSUMED
                        ? new Fact(name, fact.value(), Fact.Origin.GIVEN)
                        : fact)
                .toList();
        return new SourceNetwork(
                reading, inputs, join, body, crf, length, lengths, maskedOutput, tags, signature, told);
    }

    /** The value of the fact called {@code name}; empty where there is none. */
    public Optional<String> fact(String name) {
        return facts.stream()
                .filter(fact -> fact.name().equals(name))
                .map(Fact::value)
                .findFirst();
    }

    /** This one, called by other names. */
    public SourceNetwork withSignature(SourceSignature other) {
        return new SourceNetwork(reading, inputs, join, body, crf, length, lengths, maskedOutput, tags, other, facts);
    }
}
