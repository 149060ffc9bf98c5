package dev.fastener.convert.certificate;

import dev.fastener.convert.Choices;
import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.SourceFile;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.convert.TaggerBuilder;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.Provenance;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the reading of a file, of several that its shapes allow, that gives what its source gave. */
public final class Readings {
    /**
     * The reading that agrees.
     *
     * @param choices those given, with the side of the pads that the recording shows
     * @param facts of the reading, and what the recording told
     */
    public record Agreed(SourceNetwork network, Choices choices, List<Fact> facts) {}

    private static final Set<String> OF_MASKS = Set.of(Fact.MASK, Fact.MASK_AFTER_LAYERS);

    private Readings() {}

    /**
     * Compares each reading with the recording.
     *
     * @param sideGiven whether the user said on which side the source pads; else the recording's ids say it
     * @throws NoReadingException where none agrees, or several that differ in more than masks that rows with pads don't show; the
     *     message has all of them and their differences
     */
    public static Agreed choose(SourceFile file, Choices choices, boolean sideGiven, Recording recording) {
        List<Fact> told = new ArrayList<>();
        Choices sided = choices;
        if (!sideGiven) {
            Side side = side(recording, choices.vocabularies().get(0).padId(), choices.padSide());
            sided = choices.withPadSide(side);
            told.add(new Fact("padding", side.name().toLowerCase(Locale.ROOT), Fact.Origin.RECORDED));
        }
        List<SourceNetwork> agreeing = new ArrayList<>();
        StringBuilder table = new StringBuilder();
        for (SourceNetwork network : file.readings()) {
            String verdict;
            try {
                TaggerModel model = TaggerBuilder.build(network, sided, Provenance.UNKNOWN);
                Comparison comparison = new Comparer(model, recording).compare(new ScalarEngine(model));
                if (Rounding.isWithin(comparison, model, recording)) {
                    agreeing.add(network);
                }
                verdict = String.format(Locale.ROOT, "largest difference %.3g", comparison.maxDifference());
            } catch (ConversionException e) {
                verdict = String.valueOf(e.getMessage());
            }
            table.append("\n  ").append(network.reading()).append(": ").append(verdict);
        }
        boolean one = agreeing.size() == 1
                || !agreeing.isEmpty()
                        && holdsPads(recording, choices.vocabularies().get(0).padId())
                        && differInMasksOnly(agreeing);
        if (!one) {
            throw new NoReadingException(
                    "--recorded: expected one reading of the file that gives the recorded outputs, found "
                            + (agreeing.isEmpty() ? "none" : agreeing.size() + "; record some rows that hold pads")
                            + table);
        }
        SourceNetwork network = agreeing.get(0);
        boolean masksShow = agreeing.size() == 1;
        network.facts()
                .forEach(fact -> told.add(
                        fact.origin() == Fact.Origin.ASSUMED && (masksShow || !OF_MASKS.contains(fact.name()))
                                ? new Fact(fact.name(), fact.value(), Fact.Origin.RECORDED)
                                : fact));
        return new Agreed(network, sided, List.copyOf(told));
    }

    /**
     * Whether networks have all in common but what becomes of pads. Where rows with pads don't tell them apart, as in a layer that
     * goes only from left to right before pads on the right, they are the same for this source.
     */
    private static boolean differInMasksOnly(List<SourceNetwork> networks) {
        return networks.stream()
                        .map(network -> network.facts().stream()
                                .filter(fact -> !OF_MASKS.contains(fact.name())
                                        && !fact.name().startsWith("pads of "))
                                .toList())
                        .distinct()
                        .count()
                == 1;
    }

    private static boolean holdsPads(Recording recording, int pad) {
        for (int[] row : recording.ids()) {
            if (row.length > 0 && (row[0] == pad || row[row.length - 1] == pad)) {
                return true;
            }
        }
        return false;
    }

    /** The side on which more rows have pads. */
    private static Side side(Recording recording, int pad, Side unknown) {
        int before = 0;
        int after = 0;
        for (int[] row : recording.ids()) {
            boolean hasSteps = row.length > 0;
            before += hasSteps && row[0] == pad ? 1 : 0;
            after += hasSteps && row[row.length - 1] == pad ? 1 : 0;
        }
        return before == after ? unknown : before > after ? Side.PRE : Side.POST;
    }
}
