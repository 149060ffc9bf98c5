package dev.fastener.slim;

import java.util.Locale;

/** A way to make a tagger smaller; each can be taken alone. */
public enum SlimStep {
    /** Entries of the vocabulary that no known text has become unknown. */
    PRUNE_VOCABULARY,
    /** Students learn from the teacher's probabilities and from unlabelled text too; without it from gold tags alone. */
    DISTIL,
    /** The fastest student within the bound is looked for; without it there is one, of the first shape. */
    STRUCTURE,
    /** The hidden units that count least are taken away, and the rest is trained further. */
    PRUNE_UNITS;

    /** As the command line writes it: "prune-vocabulary". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
