package dev.fastener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.LabelledSentence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggerTest {
    private static Tagger tagger(int maxLength, TaggerOptions options) {
        TaggerModel model = Models.letters(maxLength);
        return Tagger.of(model, Engines.fastest(model, EngineOptions.defaults().withThreads(1)), options);
    }

    /** What {@link Models#letters} must give: runs of capitals and of digits, white space inside them or not. */
    private static List<String> runs(String text) {
        List<String> found = new ArrayList<>();
        java.util.regex.Matcher matcher = java.util.regex.Pattern.compile(
                        "[A-Z]([A-Z\\s]*[A-Z])?|[0-9]([0-9\\s]*[0-9])?")
                .matcher(text);
        while (matcher.find()) {
            found.add(matcher.start() + ":" + matcher.end());
        }
        return found;
    }

    private static List<String> places(List<Entity> entities) {
        return entities.stream()
                .map(entity -> entity.start() + ":" + entity.end())
                .toList();
    }

    @Test
    void entitiesPointIntoTheTextAsWritten() {
        try (Tagger tagger = tagger(0, TaggerOptions.defaults())) {
            String text = "😀ab CD\r\nE\uFEFF 42e\u0301";
            List<Entity> entities = tagger.tag(text);
            assertThat(entities).extracting(Entity::text).containsExactly("CD\r\nE", "42");
            assertThat(entities).extracting(Entity::type).containsExactly("ORG", "LOC");
            assertThat(entities)
                    .allMatch(entity ->
                            text.substring(entity.start(), entity.end()).equals(entity.text()));
            assertThat(entities).noneMatch(Entity::hasConfidence);
        }
    }

    @Test
    void orderIsKeptWhateverTheLengths() {
        Random random = new Random(11);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append("AZ09xy 好\t".charAt(random.nextInt(9)));
            }
            texts.add(text.toString());
        }
        try (Tagger tagger = tagger(0, TaggerOptions.defaults().withBatchSteps(100))) {
            List<List<Entity>> all = tagger.tagAll(texts);
            assertThat(all).hasSameSizeAs(texts);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(places(all.get(i))).as(texts.get(i)).isEqualTo(runs(texts.get(i)));
                assertThat(all.get(i)).isEqualTo(tagger.tag(texts.get(i)));
            }
        }
    }

    @Test
    void longTextsHaveOffsetsInTheWhole() {
        String text = "xyz AB。".repeat(100);
        try (Tagger tagger = tagger(16, TaggerOptions.defaults())) {
            assertThat(places(tagger.tag(text))).isEqualTo(runs(text)).hasSize(100);
        }
    }

    @Test
    void confidencesAreProbabilitiesWhereAskedFor() {
        try (Tagger tagger = tagger(0, TaggerOptions.defaults().withConfidences(true))) {
            TaggedText tagged = tagger.tagTexts(List.of("xAB")).get(0);
            assertThat(tagged.confidence()).isBetween(0.9, 1.0);
            assertThat(tagged.entities().get(0).confidence()).isBetween(0.9, 1.0);
            assertThat(tagger.tagTexts(List.of("")).get(0).confidence()).isEqualTo(1.0);
        }
    }

    @Test
    void manyThreadsShareOneTagger() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Tagger tagger = tagger(0, TaggerOptions.defaults())) {
            List<Callable<List<Entity>>> calls = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String text = "x".repeat(i % 50) + "AB" + i;
                calls.add(() -> tagger.tag(text));
            }
            List<Future<List<Entity>>> results = threads.invokeAll(calls);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).extracting(Entity::text).containsExactly("AB", String.valueOf(i));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void infoSaysWhatItIs() {
        try (Tagger tagger = tagger(99, TaggerOptions.defaults())) {
            assertThat(tagger.info().types()).containsExactly("ORG", "LOC");
            assertThat(tagger.info().engine()).startsWith("core");
            assertThat(tagger.info().maxLength()).isEqualTo(99);
        }
    }

    @Test
    void aFileAStreamAndBytesGiveTheSameTagger(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("letters.onnx");
        OnnxWriter.write(Models.letters(0), file);
        byte[] bytes = Files.readAllBytes(file);
        try (Tagger fromFile = Tagger.open(file);
                Tagger fromStream = Tagger.open(new ByteArrayInputStream(bytes));
                Tagger fromBytes = Tagger.open(bytes)) {
            List<Entity> expected = List.of(new Entity(2, 4, "ORG", "AB", Double.NaN));
            assertThat(fromFile.tag("好 AB")).isEqualTo(expected);
            assertThat(fromStream.tag("好 AB")).isEqualTo(expected);
            assertThat(fromBytes.tag("好 AB")).isEqualTo(expected);
        }
    }

    @Test
    void tokensAreTaggedAsTheyAre() {
        LabelledSentence sentence =
                new LabelledSentence("A好 12", new int[] {0, 1, 3, 4}, new int[] {1, 2, 4, 5}, List.of(), 1);
        try (Tagger tagger = tagger(2, TaggerOptions.defaults())) {
            assertThat(tagger.tagTokens(List.of(sentence)))
                    .containsExactly(List.of(new EntitySpan(0, 1, "ORG"), new EntitySpan(2, 4, "LOC")));
        }
    }

    @Test
    void aClosedTaggerSaysSo() {
        Tagger tagger = tagger(0, TaggerOptions.defaults());
        tagger.close();
        assertThatThrownBy(() -> tagger.tag("x")).hasMessageContaining("closed");
    }
}
