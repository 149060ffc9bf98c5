package dev.fastener.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.model.TextRules;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorpusWriterTest {
    private static final String[] CHARACTERS = {"东", "海", "大", "，", "a", "\\", "/", "\"", "7", "😀", "e\u0301", "{", "-"
    };
    private static final String[] WORDS = {"Lena", "lives", "in", "Bad", "Ems", ",", "2019", "naïve"};

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void sentencesOfCharactersComeBack(CorpusFormat format) throws IOException {
        comesBack(format, TextRules.Unit.CHARACTER, CHARACTERS);
    }

    @ParameterizedTest
    @EnumSource
    void sentencesOfWordsComeBack(CorpusFormat format) throws IOException {
        comesBack(format, TextRules.Unit.WORD, WORDS);
    }

    private void comesBack(CorpusFormat format, TextRules.Unit unit, String[] tokens) throws IOException {
        List<LabelledSentence> sentences = new ArrayList<>();
        for (int seed = 0; seed < 200; seed++) {
            sentences.add(random(new Random(seed), tokens, unit == TextRules.Unit.WORD ? " " : ""));
        }
        Losses losses = new Losses();
        CorpusOptions options = CorpusOptions.defaults().withUnit(unit);
        Corpus back = Corpus.read(write(format, unit, sentences, losses), optionsFor(options, format));
        assertThat(back.layout().format()).isEqualTo(format);
        assertThat(losses.counts()).isEmpty();
        assertThat(back.problems().counts()).isEmpty();
        assertThat(back.sentences()).hasSameSizeAs(sentences);
        for (int i = 0; i < sentences.size(); i++) {
            assertThat(back.sentences().get(i).text())
                    .isEqualTo(sentences.get(i).text());
            assertThat(back.sentences().get(i).tokens())
                    .isEqualTo(sentences.get(i).tokens());
            assertThat(back.sentences().get(i).entities())
                    .as("sentence %d", i)
                    .isEqualTo(sentences.get(i).entities());
        }
    }

    private CorpusOptions optionsFor(CorpusOptions options, CorpusFormat format) {
        return format == CorpusFormat.PAIR ? options.withTags(folder.resolve("LABELS")) : options;
    }

    private Path write(CorpusFormat format, TextRules.Unit unit, List<LabelledSentence> sentences, Losses losses)
            throws IOException {
        TagFormat tags = TagFormat.of(TagScheme.BIOES);
        CorpusLayout layout = new CorpusLayout(format, tags, unit, OffsetRule.ALL.get(0), 0);
        for (CorpusWriter.Part part : CorpusWriter.parts(format)) {
            try (OutputStream out = Files.newOutputStream(path(format, part));
                    CorpusWriter writer = CorpusWriter.of(format, part, layout, tags, losses, out)) {
                for (LabelledSentence sentence : sentences) {
                    writer.write(sentence);
                }
            }
        }
        return path(format, CorpusWriter.Part.TEXT);
    }

    private Path path(CorpusFormat format, CorpusWriter.Part part) {
        String ending = format != CorpusFormat.BRAT ? "" : part == CorpusWriter.Part.TEXT ? ".txt" : ".ann";
        return folder.resolve(format == CorpusFormat.BRAT ? "brat" + ending : part.toString());
    }

    private static LabelledSentence random(Random random, String[] tokens, String between) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(12);
        int[] starts = new int[length];
        int[] ends = new int[length];
        for (int i = 0; i < length; i++) {
            starts[i] = text.append(i == 0 ? "" : between).length();
            ends[i] = text.append(tokens[random.nextInt(tokens.length)]).length();
        }
        List<EntitySpan> entities = new ArrayList<>();
        for (int from = random.nextInt(4); from < length; from += random.nextInt(4)) {
            int end = Math.min(length, from + 1 + random.nextInt(4));
            entities.add(new EntitySpan(from, end, random.nextBoolean() ? "PER" : "village_group"));
            from = end;
        }
        return new LabelledSentence(text.toString(), starts, ends, entities, 1);
    }

    @Test
    void whatAFormatCantHoldIsCounted() throws IOException {
        LabelledSentence spaced = new LabelledSentence(
                "小 李 ", new int[] {0, 2}, new int[] {1, 4}, List.of(new EntitySpan(0, 1, "A B")), 1);
        Losses losses = new Losses();
        write(CorpusFormat.INLINE, TextRules.Unit.CHARACTER, List.of(spaced), losses);
        assertThat(losses.counts())
                .containsOnlyKeys(Loss.WHITE_SPACE_BETWEEN_TOKENS, Loss.WHITE_SPACE_IN_TOKEN, Loss.NAME_OF_TYPE);
        Losses doccano = new Losses();
        write(CorpusFormat.DOCCANO, TextRules.Unit.CHARACTER, List.of(spaced), doccano);
        assertThat(doccano.counts()).containsOnlyKeys(Loss.TOKEN_BOUNDARIES);
        Losses brat = new Losses();
        LabelledSentence broken = new LabelledSentence("小\n", new int[] {0}, new int[] {1}, List.of(), 1);
        write(CorpusFormat.BRAT, TextRules.Unit.CHARACTER, List.of(broken), brat);
        assertThat(brat.counts()).containsOnlyKeys(Loss.LINE_BREAK);
    }

    @Test
    void literalSpacesSurviveColumnsAndInline() throws IOException {
        LabelledSentence sentence = new LabelledSentence(
                "好 来", new int[] {0, 1, 2}, new int[] {1, 2, 3}, List.of(new EntitySpan(0, 3, "X")), 1);
        for (CorpusFormat format : List.of(CorpusFormat.COLUMNS, CorpusFormat.INLINE, CorpusFormat.TOKENS)) {
            Losses losses = new Losses();
            Path file = write(format, TextRules.Unit.CHARACTER, List.of(sentence, sentence), losses);
            Corpus back = Corpus.read(file, CorpusOptions.defaults());
            assertThat(back.sentences().get(1).tokens()).isEqualTo(sentence.tokens());
            assertThat(losses.counts()).isEmpty();
        }
    }
}
