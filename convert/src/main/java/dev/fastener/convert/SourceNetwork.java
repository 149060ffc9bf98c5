package dev.fastener.convert;

import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.SourceSignature;
import java.util.List;
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

    /** This one, called by other names. */
    public SourceNetwork withSignature(SourceSignature other) {
        return new SourceNetwork(reading, inputs, join, body, crf, length, lengths, maskedOutput, tags, other, facts);
    }
}
