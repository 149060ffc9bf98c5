package dev.fastener.evaluation;

import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.IllegalTagListener;
import dev.fastener.scheme.Position;
import dev.fastener.scheme.Tag;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads only entities that are written without a fault, as seqeval's strict mode does: one that lacks its begin tag, or in
 * schemes with an end tag its end, is none. (The reader of corpora and taggers, {@link dev.fastener.scheme.SpanReader}, takes
 * what it can get; so does this one in IOB1, IOE1 and IOE2.)
 */
public final class StrictSpans {
    private StrictSpans() {}

    /** Whether entities of a scheme are read by conlleval's rule, rather than by the scheme's own. */
    static boolean isLenient(TagScheme scheme) {
        return scheme == TagScheme.IOB1 || scheme == TagScheme.IOE1 || scheme == TagScheme.IOE2;
    }

    /**
     * The faultless entities of one sentence.
     *
     * @throws IllegalArgumentException where a label is not of {@code format}
     */
    public static List<EntitySpan> read(List<String> labels, TagFormat format) {
        if (isLenient(format.scheme())) {
            return format.spans(labels, IllegalTagListener.IGNORE);
        }
        boolean closes = format.scheme() != TagScheme.BIO;
        List<EntitySpan> spans = new ArrayList<>();
        List<Tag> tags = labels.stream().map(format::parse).toList();
        int i = 0;
        while (i < tags.size()) {
            Tag first = tags.get(i);
            int end = i + 1;
            if (first.position() == Position.SINGLE) {
                spans.add(new EntitySpan(i, end, first.type()));
            } else if (first.position() == Position.BEGIN) {
                while (end < tags.size() && continues(tags.get(end - 1), tags.get(end))) {
                    end++;
                }
                boolean lone = end - i == 1 && format.scheme() == TagScheme.BMEO;
                if (!closes || lone || tags.get(end - 1).position() == Position.END) {
                    spans.add(new EntitySpan(i, end, first.type()));
                }
            }
            i = end;
        }
        return spans;
    }

    private static boolean continues(Tag before, Tag tag) {
        return before.position() != Position.END
                && (tag.position() == Position.INSIDE || tag.position() == Position.END)
                && tag.type().equals(before.type());
    }
}
