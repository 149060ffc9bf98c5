/** For users: what a tagger is (TaggerModel), what goes into it (EncodedBatch) and what comes out of it (TagScores). */
@NullMarked
package dev.fastener.model;

import org.jspecify.annotations.NullMarked;
