package dev.fastener.convert.tensorflow;

import dev.fastener.convert.tensorflow.Graph.Node;
import java.util.EnumSet;
import java.util.Set;

/** What an operation outside of loops gives, as far as a tagger is concerned. */
sealed interface Value {
    /** Order of the axes of a sequence of vectors. */
    enum Layout {
        /** [batch, steps, values] */
        BATCH,
        /** [steps, batch, values] */
        TIME,
        /** [batch * steps, values] */
        FLAT_BATCH,
        /** [steps * batch, values] */
        FLAT_TIME;

        boolean flat() {
            return this == FLAT_BATCH || this == FLAT_TIME;
        }

        Layout flattened() {
            return this == BATCH ? FLAT_BATCH : this == TIME ? FLAT_TIME : this;
        }

        Layout unflattened() {
            return this == FLAT_BATCH ? BATCH : this == FLAT_TIME ? TIME : this;
        }

        Layout transposed() {
            return switch (this) {
                case BATCH -> TIME;
                case TIME -> BATCH;
                default -> this;
            };
        }
    }

    /** An array of the file. */
    record Fixed(Constant constant) implements Value {}

    /** The ids that the user feeds. */
    record Ids(Node placeholder, Layout layout) implements Value {}

    /** A vector for each step. */
    record Steps(Flow flow, Layout layout) implements Value {}

    /** Zeros of a shape known when the graph runs: the state that a recurrence starts from. */
    record Zeros() implements Value {}

    /** What comes of shapes, lengths, masks, random numbers and switches: it steers, but no weight is in it. */
    record Aside(Set<Origin> origins) implements Value {
        static Aside of(Origin origin) {
            return new Aside(EnumSet.of(origin));
        }

        boolean is(Origin origin) {
            return origins.contains(origin);
        }
    }

    /** What a value beside the data was made from. */
    enum Origin {
        /** Shapes of tensors. */
        SHAPE,
        /** The lengths that the user feeds. */
        LENGTHS,
        /** A comparison of ids, or what else came of them. */
        IDS,
        /** A number or switch that the user feeds, such as the rate of a dropout. */
        SWITCH,
        /** Random numbers of a dropout. */
        NOISE
    }

    /** What is of no known kind. */
    record Unknown(String reason) implements Value {}
}
