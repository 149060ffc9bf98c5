package dev.fastener.convert;

import dev.fastener.model.FeatureUnit;
import dev.fastener.model.TextRules.LongTexts;
import dev.fastener.model.TextRules.Side;
import dev.fastener.model.TextRules.Unit;
import dev.fastener.model.Transitions;
import dev.fastener.model.Vocabulary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user says of a model beyond its file.
 *
 * @param vocabularies of the network's inputs, in their order
 * @param units which piece of text each input looks up, in their order
 * @param tags in the order of the network's outputs
 * @param cut how text becomes steps
 * @param digitsToZero whether each digit was looked up as 0
 * @param pads how pads are to be treated
 * @param padSide on which the source filled up
 * @param truncationSide on which the source cut
 * @param maxLength the source's length in steps; 0 for none
 * @param longTexts what becomes of longer texts
 * @param transitions those of a CRF that the file lacks; null where it has its own or there are to be none
 * @param withoutCrf whether each step takes its best tag although the file may hold a CRF
 * @param constrained whether moves that the tag scheme forbids are left out
 */
public record Choices(
        List<Vocabulary> vocabularies,
        List<FeatureUnit> units,
        List<String> tags,
        Cut cut,
        boolean digitsToZero,
        Pads pads,
        Side padSide,
        Side truncationSide,
        int maxLength,
        LongTexts longTexts,
        @Nullable Transitions transitions,
        boolean withoutCrf,
        boolean constrained) {
    /** How the pads of a batch are treated. */
    public enum Pads {
        /** As the source does: none where it is told lengths, masked where its embedding masks, else visible. */
        SOURCE,
        /** As if they didn't exist, whatever the source does: faster, and for the certificate to judge. */
        NONE
    }

    public Choices {
        vocabularies = List.copyOf(vocabularies);
        units = List.copyOf(units);
        tags = List.copyOf(tags);
    }

    /** Choices for characters, under which longer texts are split. */
    public Choices(
            List<Vocabulary> vocabularies,
            List<String> tags,
            boolean lowercase,
            boolean digitsToZero,
            Pads pads,
            Side padSide,
            Side truncationSide,
            int maxLength,
            @Nullable Transitions transitions,
            boolean withoutCrf,
            boolean constrained) {
        this(
                vocabularies,
                Collections.nCopies(vocabularies.size(), FeatureUnit.CHARACTER),
                tags,
                lowercase ? Cut.of(Unit.CHARACTER).lowercased() : Cut.of(Unit.CHARACTER),
                digitsToZero,
                pads,
                padSide,
                truncationSide,
                maxLength,
                LongTexts.SPLIT,
                transitions,
                withoutCrf,
                constrained);
    }

    /** The ids that fill the source's rows up, of each input; 0 where there is none. */
    public int[] padIds() {
        return vocabularies.stream()
                .mapToInt(vocabulary -> Math.max(0, vocabulary.padId()))
                .toArray();
    }

    /** These with pads on another side. */
    public Choices withPadSide(Side other) {
        return with(pads, other, longTexts, transitions);
    }

    /** These with text cut in another way. */
    public Choices withCut(Cut other) {
        List<FeatureUnit> newUnits = new ArrayList<>(units);
        newUnits.replaceAll(unit -> unit == cut.step() ? other.step() : unit);
        return new Choices(
                vocabularies,
                newUnits,
                tags,
                other,
                digitsToZero,
                pads,
                padSide,
                truncationSide,
                maxLength,
                longTexts,
                transitions,
                withoutCrf,
                constrained);
    }

    /** These with pads treated in another way. */
    public Choices withPads(Pads other) {
        return with(other, padSide, longTexts, transitions);
    }

    /** These with longer texts treated in another way. */
    public Choices withLongTexts(LongTexts other) {
        return with(pads, padSide, other, transitions);
    }

    /** These with other transitions, or none. */
    public Choices withTransitions(@Nullable Transitions other) {
        return with(pads, padSide, longTexts, other);
    }

    private Choices with(Pads newPads, Side newPadSide, LongTexts newLongTexts, @Nullable Transitions newTransitions) {
        return new Choices(
                vocabularies,
                units,
                tags,
                cut,
                digitsToZero,
                newPads,
                newPadSide,
                truncationSide,
                maxLength,
                newLongTexts,
                newTransitions,
                withoutCrf,
                constrained);
    }
}
