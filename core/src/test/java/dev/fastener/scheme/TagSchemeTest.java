package dev.fastener.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TagSchemeTest {
    private static final int TOKENS = 5;

    /** All ways to place entities of two types on five tokens. */
    private static List<List<EntitySpan>> allSentences() {
        List<List<EntitySpan>> sentences = new ArrayList<>();
        place(0, new ArrayList<>(), sentences);
        return sentences;
    }

    private static void place(int from, List<EntitySpan> spans, List<List<EntitySpan>> sentences) {
        if (from == TOKENS) {
            sentences.add(List.copyOf(spans));
            return;
        }
        place(from + 1, spans, sentences);
        for (int end = from + 1; end <= TOKENS; end++) {
            for (String type : List.of("X", "Y")) {
                spans.add(new EntitySpan(from, end, type));
                place(end, spans, sentences);
                spans.remove(spans.size() - 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySentenceComesBackAndIsLegal(TagScheme scheme) {
        for (TagFormat format : List.of(TagFormat.of(scheme), new TagFormat(scheme, "_", true))) {
            for (List<EntitySpan> spans : allSentences()) {
                List<String> labels = format.labels(TOKENS, spans);
                assertThat(format.spans(labels, IllegalTagListener.IGNORE)).isEqualTo(spans);
                assertThat(SpanReaderTest.isLegal(format, labels))
                        .as(labels.toString())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void conversionToEveryOtherSchemeAndBackChangesNothing(TagScheme scheme) {
        TagFormat from = TagFormat.of(scheme);
        for (TagScheme other : TagScheme.values()) {
            TagFormat to = TagFormat.of(other);
            for (List<EntitySpan> spans : allSentences()) {
                List<String> labels = from.labels(TOKENS, spans);
                List<String> converted = to.labels(TOKENS, from.spans(labels, IllegalTagListener.IGNORE));
                assertThat(from.labels(TOKENS, to.spans(converted, IllegalTagListener.IGNORE)))
                        .as("%s by way of %s", labels, converted)
                        .isEqualTo(labels);
            }
        }
    }

    /** Legal is what some sentence is written as: nothing more, nothing less. */
    @ParameterizedTest
    @EnumSource
    void exactlyTheSequencesThatEntitiesAreWrittenAsAreLegal(TagScheme scheme) {
        TagFormat format = TagFormat.of(scheme);
        List<List<String>> written = allSentences().stream()
                .map(spans -> format.labels(TOKENS, spans))
                .toList();
        List<String> labels = format.labelsOf(List.of("X", "Y"));
        Constraints constraints = Constraints.of(labels, format);
        List<List<String>> legal = new ArrayList<>();
        int[] path = new int[TOKENS];
        for (long code = 0; code < Math.pow(labels.size(), TOKENS); code++) {
            long rest = code;
            for (int i = 0; i < TOKENS; i++) {
                path[i] = (int) (rest % labels.size());
                rest /= labels.size();
            }
            if (isLegal(path, constraints)) {
                List<String> sequence = new ArrayList<>();
                for (int tag : path) {
                    sequence.add(labels.get(tag));
                }
                legal.add(sequence);
            }
        }
        assertThat(legal).containsExactlyInAnyOrderElementsOf(written);
    }

    private static boolean isLegal(int[] path, Constraints constraints) {
        boolean legal = constraints.mayStart(path[0]) && constraints.mayEnd(path[path.length - 1]);
        for (int i = 1; i < path.length && legal; i++) {
            legal = constraints.mayFollow(path[i - 1], path[i]);
        }
        return legal;
    }
}
