package dev.fastener.app.convert;

import dev.fastener.convert.Choices;
import dev.fastener.convert.Choices.Pads;
import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.TaggerBuilder;
import dev.fastener.model.Head;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.Provenance;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import dev.fastener.model.TextRules.LongTexts;
import dev.fastener.model.TextRules.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A conversion under the other rules of padding that it could have, without constraints that its source lacks and without
 * transitions that its file lacks, so that a user sees what each is worth.
 */
final class PaddingRules {
    /** Facts of which a file may allow two values. */
    private static final List<String> TRIED = List.of(Fact.MASK, Fact.MASK_AFTER_LAYERS, Fact.CRF_SIGN);

    /** Those of them that the rule of padding doesn't tell. */
    private static final List<String> TOLD = List.of(Fact.MASK_AFTER_LAYERS, Fact.CRF_SIGN);

    private final List<SourceNetwork> readings;
    private final SourceNetwork taken;
    private final Map<String, TaggerModel> models = new LinkedHashMap<>();

    private PaddingRules(List<SourceNetwork> readings, SourceNetwork taken) {
        this.readings = readings;
        this.taken = taken;
    }

    /**
     * Models by their rules in words, the conversion's own first.
     *
     * @param longest steps of the longest text that is tagged
     */
    static Map<String, TaggerModel> of(Conversion conversion, int longest) {
        PaddingRules rules = new PaddingRules(conversion.readings(), conversion.network());
        TaggerModel own = conversion.model();
        Choices choices = conversion.choices();
        String words = words(own.text());
        rules.models.put(words, own);
        Head head = own.head();
        if (head.constrained()) {
            rules.models.put(
                    words + "; unconstrained",
                    own.withHead(new Head(head.decoding(), head.transitions(), head.overPads(), false)));
        }
        if (choices.transitions() != null) {
            rules.models.put(
                    words + "; without transitions",
                    own.withHead(new Head(Head.Decoding.ARGMAX, null, false, head.constrained())));
        }
        rules.addEach(conversion.network(), choices.withPads(Pads.SOURCE));
        rules.add(conversion.network(), choices.withPads(Pads.NONE));
        for (SourceNetwork other : rules.others()) {
            rules.addEach(other, choices.withPads(Pads.SOURCE));
        }
        if (own.text().maxLength() > 0 && longest > own.text().maxLength()) {
            boolean cut = choices.longTexts() == LongTexts.CUT;
            rules.add(conversion.network(), choices.withLongTexts(cut ? LongTexts.SPLIT : LongTexts.CUT));
        }
        return rules.models;
    }

    /** Readings that differ from the one taken in a fact of pads or of the CRF, of each kind the one most like it. */
    private List<SourceNetwork> others() {
        Map<String, SourceNetwork> others = new LinkedHashMap<>();
        for (SourceNetwork reading : readings) {
            String differences = differences(reading, TRIED);
            if (!differences.isEmpty()) {
                others.merge(differences, reading, (one, other) -> alike(other) > alike(one) ? other : one);
            }
        }
        return List.copyOf(others.values());
    }

    private long alike(SourceNetwork reading) {
        return reading.facts().stream()
                .filter(fact -> taken.fact(fact.name()).equals(Optional.of(fact.value())))
                .count();
    }

    /** "CRF sign: energies": values of the facts that {@code reading} has other than the one taken. */
    private String differences(SourceNetwork reading, List<String> facts) {
        return facts.stream()
                .filter(fact -> !reading.fact(fact).equals(taken.fact(fact)))
                .map(fact -> fact + ": " + reading.fact(fact).orElse("none"))
                .collect(Collectors.joining("; "));
    }

    /** On both sides. */
    private void addEach(SourceNetwork network, Choices choices) {
        add(network, choices);
        add(network, choices.withPadSide(choices.padSide() == Side.PRE ? Side.POST : Side.PRE));
    }

    private void add(SourceNetwork network, Choices choices) {
        TaggerModel model;
        try {
            model = TaggerBuilder.build(network, choices, Provenance.UNKNOWN);
        } catch (ConversionException e) {
            return; // a rule that this network can't have
        }
        String differences = differences(network, TOLD);
        models.putIfAbsent(words(model.text()) + (differences.isEmpty() ? "" : "; " + differences), model);
    }

    /** "pads seen, left, to 100 steps; longer texts cut at the front". */
    private static String words(TextRules rules) {
        String side = rules.padSide() == Side.PRE ? "left" : "right";
        String pads = rules.padding() instanceof PaddingRule.None
                ? "no pads"
                : rules.padding() instanceof PaddingRule.Masked
                        ? "pads masked, " + side
                        : "pads seen, " + side + ", to " + rules.maxLength() + " steps";
        return rules.longTexts() == LongTexts.SPLIT
                ? pads
                : pads + "; longer texts cut at the " + (rules.truncationSide() == Side.PRE ? "front" : "end");
    }
}
