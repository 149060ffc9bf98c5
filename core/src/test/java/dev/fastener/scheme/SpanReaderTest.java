package dev.fastener.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SpanReaderTest {
    @Test
    void insideTagAfterOutsideStartsAnEntity() {
        assertThat(spans(TagScheme.BIO, "O I-PER I-PER O")).containsExactly(new EntitySpan(1, 3, "PER"));
    }

    @Test
    void insideTagOfAnotherTypeStartsAnEntity() {
        assertThat(spans(TagScheme.BIO, "B-PER I-LOC"))
                .containsExactly(new EntitySpan(0, 1, "PER"), new EntitySpan(1, 2, "LOC"));
    }

    @Test
    void unclosedEntityEndsWhereItStops() {
        assertThat(spans(TagScheme.BMES, "B-ORG M-ORG O")).containsExactly(new EntitySpan(0, 2, "ORG"));
    }

    @Test
    void loneBeginInBmeoIsAnEntityOfOneToken() {
        List<String> illegal = new ArrayList<>();
        List<EntitySpan> spans = TagFormat.of(TagScheme.BMEO)
                .spans(
                        List.of("B-ORG", "B-ORG", "E-ORG", "B-LOC", "O"),
                        (token, before, found, kind) -> illegal.add(found));
        assertThat(spans)
                .containsExactly(new EntitySpan(0, 1, "ORG"), new EntitySpan(1, 3, "ORG"), new EntitySpan(3, 4, "LOC"));
        assertThat(illegal).isEmpty();
    }

    @Test
    void illegalPlacesAreTold() {
        List<String> illegal = new ArrayList<>();
        TagFormat.of(TagScheme.BMES)
                .spans(
                        List.of("M-ORG", "E-ORG", "O", "B-PER", "M-PER"),
                        (token, before, found, kind) -> illegal.add(token + " " + before + ">" + found + " " + kind));
        assertThat(illegal).containsExactly("0 >M-ORG NOTHING_TO_CONTINUE", "5 M-PER> NOT_CLOSED");
    }

    /** In default mode seqeval follows conlleval. */
    @Test
    void everyShortSequenceIsReadAsSeqevalReadsIt() throws IOException {
        TagFormat format = TagFormat.of(TagScheme.BIOES);
        assertThat(golden("DEFAULT"))
                .hasSizeGreaterThan(1000)
                .allSatisfy(row -> assertThat(show(format.spans(row.tags(), IllegalTagListener.IGNORE)))
                        .as(String.join(" ", row.tags()))
                        .isEqualTo(row.entities()));
    }

    /** Not IOE1: seqeval's drops a one-token entity whose E is not after an I. */
    @Test
    void legalSequencesAreReadAsSeqevalsStrictModeReadsThem() throws IOException {
        legalAgreesWithStrict(TagScheme.BIO, "IOB2");
        legalAgreesWithStrict(TagScheme.IOB1, "IOB1");
        legalAgreesWithStrict(TagScheme.IOE2, "IOE2");
        legalAgreesWithStrict(TagScheme.BIOES, "IOBES");
        legalAgreesWithStrict(TagScheme.BILOU, "BILOU");
    }

    private static void legalAgreesWithStrict(TagScheme scheme, String name) throws IOException {
        TagFormat format = TagFormat.of(scheme);
        List<Row> legal =
                golden(name).stream().filter(row -> isLegal(format, row.tags())).toList();
        assertThat(legal)
                .as(name)
                .hasSizeGreaterThan(50)
                .allSatisfy(row -> assertThat(show(format.spans(row.tags(), IllegalTagListener.IGNORE)))
                        .as(name + " " + String.join(" ", row.tags()))
                        .isEqualTo(row.entities()));
    }

    @Test
    void offsetsCountFromTheSentencesFirstToken() {
        SpanReader reader = SpanReader.of(List.of("O", "B-X", "I-X"), TagFormat.of(TagScheme.BIO));
        int[] path = {1, 2, 0, 1, 2, 2};
        assertThat(reader.read(path, 3, 3)).containsExactly(new EntitySpan(0, 3, "X"));
        assertThat(reader.read(path, 1, 1)).containsExactly(new EntitySpan(0, 1, "X"));
        assertThat(reader.read(path, 1, 0)).isEmpty();
    }

    @Test
    void whatIsReadFromAnyPathIsAscendingAndWithinIt() {
        for (TagScheme scheme : TagScheme.values()) {
            TagFormat format = TagFormat.of(scheme);
            List<String> labels = format.labelsOf(List.of("X", "Y", "Z"));
            SpanReader reader = SpanReader.of(labels, format);
            for (int seed = 0; seed < 200; seed++) {
                int[] path = new Random(seed).ints(30, 0, labels.size()).toArray();
                int end = 0;
                for (EntitySpan span : reader.read(path, 0, path.length)) {
                    assertThat(span.start()).as("%s seed %d", scheme, seed).isGreaterThanOrEqualTo(end);
                    end = span.end();
                }
                assertThat(end).isLessThanOrEqualTo(path.length);
            }
        }
    }

    static boolean isLegal(TagFormat format, List<String> labels) {
        List<String> illegal = new ArrayList<>();
        format.spans(labels, (token, before, found, kind) -> illegal.add(found));
        return illegal.isEmpty();
    }

    private static List<EntitySpan> spans(TagScheme scheme, String labels) {
        return TagFormat.of(scheme).spans(List.of(labels.split(" ")), IllegalTagListener.IGNORE);
    }

    private static String show(List<EntitySpan> spans) {
        return spans.stream()
                .map(span -> span.type() + ":" + span.start() + ":" + span.end())
                .collect(Collectors.joining(" "));
    }

    private record Row(String scheme, List<String> tags, String entities) {}

    private static List<Row> golden(String scheme) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                SpanReaderTest.class.getResourceAsStream("seqeval_spans.tsv"), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.split("\t", -1))
                    .filter(cells -> cells[0].equals(scheme))
                    .map(cells -> new Row(cells[0], Arrays.asList(cells[1].split(" ")), cells[2]))
                    .toList();
        }
    }
}
