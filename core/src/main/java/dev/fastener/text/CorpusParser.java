package dev.fastener.text;

import java.io.IOException;

/** Reads one format from start to end, one sentence in memory at a time. */
@FunctionalInterface
interface CorpusParser {
    /**
     * @throws CorpusFormatException where the file breaks its format's rules
     */
    void parse(SentenceSink sink) throws IOException;
}
