package dev.fastener.app.tag;

import dev.fastener.TaggedText;
import java.io.IOException;

/** Writes tagged text in one format, piece by piece. */
interface TagWriter {
    void write(TextPiece piece, TaggedText tagged) throws IOException;

    /** Hands on what is complete so far. */
    void flush() throws IOException;

    /** Ends the output; the stream below stays open. */
    void end() throws IOException;
}
