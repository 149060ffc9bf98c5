package dev.fastener.text;

import dev.fastener.model.TextRules;
import dev.fastener.scheme.TagFormat;

/**
 * What was found out about a corpus, or given.
 *
 * @param format of the file
 * @param tagFormat scheme and notation of the tags; BIOES where the file labels spans and has none
 * @param unit what a token is: in files of tokens, CHARACTER where nearly all are single characters, MIXED where some are
 *     longer, WORD where most are
 * @param offsets how spans are counted; without meaning where the file labels tokens
 * @param offsetsProven how many surfaces in the file agree with {@code offsets}; 0 where it gives none
 */
public record CorpusLayout(
        CorpusFormat format, TagFormat tagFormat, TextRules.Unit unit, OffsetRule offsets, long offsetsProven) {}
