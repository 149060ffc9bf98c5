package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.model.TextRules;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real corpora, not ours to ship: skipped where FASTENER_SHARED doesn't lead to them. */
class SharedCorporaTest {
    @ParameterizedTest
    @CsvSource({
        "resume/train.char.bmes,          3821,  124099, BMES",
        "resume/dev.char.bmes,             463,   13890, BMES",
        "resume/test.char.bmes,            477,   15100, BMEO",
        "msra/train.bio,                 45000, 2171573, BIO",
        "weibo/weiboNER_2nd_conll.train,  1350,   73778, BIO",
        "weibo/weiboNER_2nd_conll.dev,     270,   14509, BIO",
        "video_music_book/train.txt,      7809,  502925, BIO",
        "video_music_book/valid.txt,       975,   62388, BIO",
        "video_music_book/test.txt,        978,   61387, BIO",
        "literature/validation.txt,       1895,   86454, BIO",
        "literature/test.txt,             2837,  119467, BIO",
        "wnut17/wnut17train.conll,        3394,   62730, BIO",
        "wnut17/emerging.dev.conll,       1009,   15733, BIO",
        "wnut17/emerging.test.annotated,  1287,   23394, BIO"
    })
    void hasTheCountsOfAnIndependentScript(String file, int sentences, int tokens, TagScheme scheme)
            throws IOException {
        Corpus corpus = read(file);
        assertThat(corpus.sentences()).hasSize(sentences);
        assertThat(corpus.sentences().stream()
                        .mapToInt(LabelledSentence::length)
                        .sum())
                .isEqualTo(tokens);
        assertThat(corpus.layout().format()).isEqualTo(CorpusFormat.COLUMNS);
        String separator = file.startsWith("literature") ? "_" : "-";
        assertThat(corpus.layout().tagFormat()).isEqualTo(new TagFormat(scheme, separator, false));
    }

    @Test
    void resumesTwoCutEntitiesAreNamed() throws IOException {
        CorpusProblems problems = read("resume/train.char.bmes").problems();
        assertThat(problems.count(ProblemKind.CUT_ENTITY)).isEqualTo(2);
        assertThat(problems.places(ProblemKind.CUT_ENTITY))
                .allSatisfy(place -> assertThat(place.detail()).contains("ORG"));
        assertThat(problems.count(ProblemKind.ILLEGAL_TAG)).isEqualTo(4);
    }

    @Test
    void weibosOdditiesAreFound() throws IOException {
        Corpus train = read("weibo/weiboNER_2nd_conll.train");
        Corpus dev = read("weibo/weiboNER_2nd_conll.dev");
        assertThat(train.problems().count(ProblemKind.ILLEGAL_TAG)).isEqualTo(10);
        assertThat(train.problems().count(ProblemKind.REPLACEMENT_CHARACTER)).isEqualTo(62);
        assertThat(train.problems().count(ProblemKind.SEGMENTATION_DIGITS)).isEqualTo(73778);
        Set<List<String>> seen =
                train.sentences().stream().map(LabelledSentence::tokens).collect(Collectors.toSet());
        assertThat(dev.sentences().stream().filter(s -> seen.contains(s.tokens())))
                .hasSize(42);
    }

    @Test
    void weibosSegmentationDigitsAreTakenOffWhenAsked() throws IOException {
        Corpus corpus = Corpus.read(
                path("weibo/weiboNER_2nd_conll.train"), CorpusOptions.defaults().withStripSegmentation(true));
        assertThat(corpus.problems().count(ProblemKind.NO_SEGMENTATION_DIGIT)).isZero();
        assertThat(corpus.layout().unit()).isEqualTo(TextRules.Unit.CHARACTER);
        // The one token that is left with two characters is two replacement characters.
        assertThat(corpus.sentences().stream()
                        .flatMap(sentence -> sentence.tokens().stream())
                        .filter(token -> token.length() > 1))
                .allMatch(token -> token.codePointCount(0, token.length()) == 1 || token.contains("\ufffd"));
    }

    @Test
    void literalSpacesAreTokens() throws IOException {
        Corpus corpus = read("video_music_book/train.txt");
        assertThat(corpus.problems().count(ProblemKind.BLANK_TOKEN)).isEqualTo(4715);
        assertThat(corpus.layout().unit()).isEqualTo(TextRules.Unit.MIXED);
    }

    @Test
    void blankLinesThatHoldATabEndSentences() throws IOException {
        Corpus corpus = read("wnut17/wnut17train.conll");
        assertThat(corpus.problems().count(ProblemKind.BLANK_LINE_WITH_WHITE_SPACE))
                .isEqualTo(2394);
        assertThat(corpus.layout().unit()).isEqualTo(TextRules.Unit.WORD);
    }

    @Test
    void longestSentenceOfMsraHas746Characters() throws IOException {
        assertThat(read("msra/train.bio").sentences().stream()
                        .mapToInt(LabelledSentence::length)
                        .max())
                .hasValue(746);
    }

    private static Corpus read(String file) throws IOException {
        return Corpus.read(path(file), CorpusOptions.defaults());
    }

    private static Path path(String file) {
        Path shared =
                Path.of(Optional.ofNullable(System.getenv("FASTENER_SHARED")).orElse("../../shared"));
        Path path = shared.resolve("data").resolve(file);
        assumeTrue(Files.exists(path), () -> path + " is absent: set FASTENER_SHARED");
        return path;
    }
}
