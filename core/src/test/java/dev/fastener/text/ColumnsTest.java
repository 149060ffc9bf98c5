package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.model.TextRules;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {
    private static final String PLAIN = "小\tB-PER\n李\tI-PER\n在\tO\n杭\tB-LOC\n州\tI-LOC\n\n你\tO\n好\tO\n";
    private static final List<String> ENTITIES = List.of("PER[小李] LOC[杭州]", "");

    @TempDir
    Path folder;

    @Test
    void tokensAndTagsBecomeSentences() throws IOException {
        Corpus corpus = TestCorpora.read(folder, PLAIN);
        assertThat(TestCorpora.entities(corpus)).isEqualTo(ENTITIES);
        assertThat(corpus.sentences().get(0).text()).isEqualTo("小李在杭州");
        assertThat(corpus.sentences()).extracting(LabelledSentence::line).containsExactly(1L, 7L);
        assertThat(corpus.layout().format()).isEqualTo(CorpusFormat.COLUMNS);
        assertThat(corpus.layout().tagFormat()).isEqualTo(TagFormat.of(TagScheme.BIO));
        assertThat(corpus.layout().unit()).isEqualTo(TextRules.Unit.CHARACTER);
        assertThat(corpus.problems().counts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"spaces", "crlf", "bom", "more columns", "no last line end", "gz", "blank", "docstart"})
    void everyWayToWriteItReadsTheSame(String way) throws IOException {
        String text = switch (way) {
            case "spaces" -> PLAIN.replace('\t', ' ');
            case "crlf" -> PLAIN.replace("\n", "\r\n");
            case "bom" -> "\ufeff" + PLAIN;
            case "more columns" -> PLAIN.replace("\t", " NN x ");
            case "no last line end" -> PLAIN.stripTrailing();
            case "blank" -> PLAIN.replace("\n\n", "\n\t\n \u3000\n");
            case "docstart" -> "-DOCSTART- -X- O O\n\n" + PLAIN.replace("\n\n", "\n-DOCSTART-\tO\n");
            default -> PLAIN;
        };
        Path file = TestCorpora.file(folder, "corpus", text);
        if (way.equals("gz")) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(TestCorpora.entities(Corpus.read(file, CorpusOptions.defaults())))
                .isEqualTo(ENTITIES);
    }

    @Test
    void aTokenMayBeASpace() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "好 O\n  O\n the B-X\n O\n　 O\n来 O\n");
        LabelledSentence sentence = corpus.sentences().get(0);
        assertThat(sentence.tokens()).containsExactly("好", " ", "the", " ", "　", "来");
        assertThat(sentence.text()).isEqualTo("好  the 　来");
        assertThat(corpus.problems().count(ProblemKind.BLANK_TOKEN)).isEqualTo(3);
        assertThat(corpus.problems().count(ProblemKind.PADDED_TOKEN)).isEqualTo(1);
    }

    @Test
    void aTagWithoutATokenIsCountedWithItsLine() throws IOException {
        // Refused as a whole before: of 9,339 tweets four had such a row.
        Corpus corpus = TestCorpora.read(folder, "hello\tO\n\tO\nRiver\tB-LOC\n\nhi\tO\n");
        assertThat(corpus.sentences().get(0).tokens()).containsExactly("hello", "\ufffd", "River");
        assertThat(corpus.problems().counts()).isEqualTo(java.util.Map.of(ProblemKind.MISSING_TOKEN, 1L));
        assertThat(corpus.problems().places(ProblemKind.MISSING_TOKEN).get(0).line())
                .isEqualTo(2);
    }

    @Test
    void wordsAreJoinedWithSpacesAndCharactersWithout() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "Rivers O\nrun O\nnorth O\n");
        assertThat(corpus.layout().unit()).isEqualTo(TextRules.Unit.WORD);
        assertThat(corpus.sentences().get(0).text()).isEqualTo("Rivers run north");
    }

    @Test
    void segmentationDigitsAreTakenOffWhenAsked() throws IOException {
        String text =
                "杭0 B-LOC\n州1 I-LOC\n30 O\nA0 O\nB1 O\nC2 O\nD3 O\nE4 O\nF5 O\nG6 O\nH7 O\nI8 O\nJ9 O\nK10 O\n110 O\n";
        Corpus asIs = TestCorpora.read(folder, text);
        assertThat(asIs.sentences().get(0).token(0)).isEqualTo("杭0");
        assertThat(asIs.problems().count(ProblemKind.SEGMENTATION_DIGITS)).isEqualTo(15);
        Corpus stripped =
                TestCorpora.read(folder, text, CorpusOptions.defaults().withStripSegmentation(true));
        assertThat(stripped.sentences().get(0).text()).isEqualTo("杭州3ABCDEFGHIJK11");
        assertThat(TestCorpora.entities(stripped)).containsExactly("LOC[杭州]");
    }

    @Test
    void illegalTagsAreListedWithTheirLine() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "a\tO\nb\tI-X\nc\tB-X\n\nd\tB-X\ne\tB-Y\nf\tI-X\n");
        assertThat(corpus.problems().places(ProblemKind.ILLEGAL_TAG))
                .extracting(CorpusProblem::line)
                .containsExactly(2L, 7L);
    }

    @Test
    void entitiesCutAcrossSentencesAreNamed() throws IOException {
        Corpus corpus =
                TestCorpora.read(folder, "东 B-ORG\n海 M-ORG\n\n大 M-ORG\n学 E-ORG\n\n我 S-PER\n\n他 M-PER\n们 E-PER\n");
        assertThat(corpus.problems().places(ProblemKind.CUT_ENTITY))
                .singleElement()
                .satisfies(place -> assertThat(place.line()).isEqualTo(4))
                .satisfies(place -> assertThat(place.detail()).contains("ORG", "大学"));
    }

    @Test
    void replacementCharactersAreCounted() throws IOException {
        Corpus corpus = TestCorpora.read(folder, "\ufffd\tO\n好\tO\n\ufffd\ufffd\tO\n");
        assertThat(corpus.problems().count(ProblemKind.REPLACEMENT_CHARACTER)).isEqualTo(3);
    }

    @Test
    void anotherEncodingIsReadWhenNamedAndSuggestedWhenNot() throws IOException {
        Path file = Files.write(folder.resolve("gbk"), PLAIN.getBytes(Charset.forName("GB18030")));
        assertThatThrownBy(() -> Corpus.read(file, CorpusOptions.defaults()))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining("gbk:2: byte 9 (0xC0) is not UTF-8")
                .hasMessageContaining("--encoding GB18030");
        Corpus corpus = Corpus.read(file, CorpusOptions.defaults().withCharset(Charset.forName("GB18030")));
        assertThat(TestCorpora.entities(corpus)).isEqualTo(ENTITIES);
    }

    @Test
    void theBytePositionOfABadByteIsThatOfTheFile() throws IOException {
        byte[] bytes = PLAIN.repeat(5000).getBytes(StandardCharsets.UTF_8);
        int at = bytes.length - 6;
        bytes[at] = (byte) 0xff;
        Path file = Files.write(folder.resolve("bad"), bytes);
        assertThatThrownBy(() -> Corpus.read(file, CorpusOptions.defaults()))
                .hasMessageContaining("bad:40000: byte " + at + " (0xFF) is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\tO\nb\t\n => :2: a token without a tag",
                "a\tO\nb\n => :2: expected a token and a tag with TAB or a space between them, found one column",
                "a\tB-X\nb\tM-X\nc\tI-X\n => mixed tag schemes",
                "a\tB-X\nb\tNN\n => :2: tags \"NN\"",
                "a\u0000\tO\n => holds a NUL character",
                "Hello there, this is no corpus.\nReally.\n => can't tell its format",
                "   \n\n => holds no line with text",
            })
    void whatIsNoCorpusIsRefusedWithItsPlace(String example) throws IOException {
        String[] sides = example.split(" => ");
        assertThatThrownBy(() -> TestCorpora.read(folder, sides[0]))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(sides[1]);
    }

    @Test
    void missingEmptyAndPackedFilesAreRefused() throws IOException {
        assertRefused(folder.resolve("none"), "no such file");
        assertRefused(folder, "is a directory");
        assertRefused(Files.createFile(folder.resolve("empty")), "is empty");
        assertRefused(Files.write(folder.resolve("zip"), new byte[] {'P', 'K', 3, 4, 20, 0}), "is a zip file");
        Path truncated = folder.resolve("gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(truncated))) {
            out.write(PLAIN.repeat(100).getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = Files.readAllBytes(truncated);
        assertRefused(Files.write(truncated, java.util.Arrays.copyOf(bytes, bytes.length / 2)), "truncated gzip");
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> Corpus.read(file, CorpusOptions.defaults()))
                .isInstanceOf(CorpusFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void sentencesWithoutEndAreRefused() throws IOException {
        Path file = TestCorpora.file(folder, "long", "a\tO\n".repeat(TaggedSentence.MAX_TOKENS + 1));
        assertRefused(file, "expected an empty line between sentences");
        Path line = TestCorpora.file(folder, "line", "a".repeat(LineReader.MAX_LINE_CHARS + 100_000));
        assertRefused(line, "is longer than");
    }
}
