package dev.fastener.text;

import dev.fastener.model.TextRules;
import dev.fastener.scheme.TagScheme;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to read a corpus. What is null is found out from the file.
 *
 * @param format of the file
 * @param tags the file of tags beside a file of sentences ({@link CorpusFormat#PAIR})
 * @param scheme of the tags; their notation is always found out
 * @param unit what a token is in formats that hold a text; what tokens are joined by in those that hold tokens
 * @param offsets how spans are counted, where the file holds no surfaces that show it
 * @param charset of the file
 * @param tagNames the names of tags that the file gives as numbers, by number; empty where it gives names
 * @param stripSegmentation whether tokens like "科0" lose the digits that give their position in the word
 */
public record CorpusOptions(
        @Nullable CorpusFormat format,
        @Nullable Path tags,
        @Nullable TagScheme scheme,
        TextRules.@Nullable Unit unit,
        @Nullable OffsetRule offsets,
        Charset charset,
        List<String> tagNames,
        boolean stripSegmentation) {

    /** Everything found out, UTF-8. */
    public static CorpusOptions defaults() {
        return new CorpusOptions(null, null, null, null, null, StandardCharsets.UTF_8, List.of(), false);
    }

    public CorpusOptions withFormat(@Nullable CorpusFormat other) {
        return new CorpusOptions(other, tags, scheme, unit, offsets, charset, tagNames, stripSegmentation);
    }

    public CorpusOptions withTags(@Nullable Path other) {
        return new CorpusOptions(format, other, scheme, unit, offsets, charset, tagNames, stripSegmentation);
    }

    public CorpusOptions withScheme(@Nullable TagScheme other) {
        return new CorpusOptions(format, tags, other, unit, offsets, charset, tagNames, stripSegmentation);
    }

    public CorpusOptions withUnit(TextRules.@Nullable Unit other) {
        return new CorpusOptions(format, tags, scheme, other, offsets, charset, tagNames, stripSegmentation);
    }

    public CorpusOptions withOffsets(@Nullable OffsetRule other) {
        return new CorpusOptions(format, tags, scheme, unit, other, charset, tagNames, stripSegmentation);
    }

    public CorpusOptions withCharset(Charset other) {
        return new CorpusOptions(format, tags, scheme, unit, offsets, other, tagNames, stripSegmentation);
    }

    public CorpusOptions withStripSegmentation(boolean other) {
        return new CorpusOptions(format, tags, scheme, unit, offsets, charset, tagNames, other);
    }

    public CorpusOptions withTagNames(List<String> other) {
        return new CorpusOptions(format, tags, scheme, unit, offsets, charset, List.copyOf(other), stripSegmentation);
    }
}
