package dev.fastener.app.convert;

import dev.fastener.convert.Choices;
import dev.fastener.convert.Choices.Pads;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.convert.SourceNetwork;
import dev.fastener.model.Vocabulary;
import java.util.Optional;

/** What becomes of a text whose id is also the pad's: many scripts number their characters from 0 and fill up with 0, too. */
final class TextOfThePad {
    private TextOfThePad() {}

    /** Empty where the pad is no text. */
    static Optional<Fact> of(SourceNetwork network, Choices choices) {
        Vocabulary vocabulary = choices.vocabularies().get(0);
        int pad = vocabulary.padId();
        String text = pad == Vocabulary.NO_PAD ? "" : vocabulary.entries().get(pad);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String value;
        if (choices.pads() == Pads.NONE || network.lengths()) {
            value = "keeps its row, as pads don't exist; what fills up a batch has an id of its own";
        } else if (network.inputs().get(0).masked() && pad == 0) {
            value = "is masked wherever it stands, as the source masks id 0: NO TAG OF IT CAN EVER BE RIGHT";
        } else {
            value = "shares its row with the pads, which the network sees";
        }
        return Optional.of(new Fact("\"" + text + "\", which has the pad's id " + pad, value, Origin.READ));
    }
}
