package dev.fastener.app.demo;

import dev.fastener.io.AtomicFile;
import dev.fastener.model.TextRules;
import dev.fastener.scheme.EntitySpan;
import dev.fastener.scheme.TagFormat;
import dev.fastener.scheme.TagScheme;
import dev.fastener.text.CorpusFormat;
import dev.fastener.text.CorpusLayout;
import dev.fastener.text.CorpusWriter;
import dev.fastener.text.LabelledSentence;
import dev.fastener.text.Losses;
import dev.fastener.text.OffsetRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * A labelled Chinese corpus of six fields (news, CVs, shops, medicine, law, chat), generated: the same seed gives the same
 * sentences. Where a name belongs (train, dev, test) follows from the name itself, so a name of dev or test is never in
 * train, and no sentence occurs twice.
 */
public record SampleCorpus(List<LabelledSentence> train, List<LabelledSentence> dev, List<LabelledSentence> test) {
    /** What the demo tags at its end; neither the sentence nor its university occurs in the corpus. */
    static final String UNSEEN_SENTENCE = "华东师范大学位于上海";

    public static final TagFormat TAGS = new TagFormat(TagScheme.BMEO, "_", false);

    private static final String UNSEEN_NAME = "华东师范大学";
    private static final String PLAIN = "plain";

    private enum Part {
        TRAIN,
        DEV,
        TEST
    }

    /** As many sentences for each part as asked for. */
    public static SampleCorpus generate(long seed, int train, int dev, int test) throws IOException {
        Generator generator = new Generator(Grammar.read(), new Random(seed));
        return new SampleCorpus(
                generator.sentences(Part.TRAIN, train),
                generator.sentences(Part.DEV, dev),
                generator.sentences(Part.TEST, test));
    }

    /** Writes train.bmeo, dev.bmeo and test.bmeo, one sentence a line. */
    void write(Path folder) throws IOException {
        write(train, folder.resolve("train.bmeo"));
        write(dev, folder.resolve("dev.bmeo"));
        write(test, folder.resolve("test.bmeo"));
    }

    private static void write(List<LabelledSentence> sentences, Path file) throws IOException {
        CorpusLayout layout = new CorpusLayout(
                CorpusFormat.INLINE,
                TAGS,
                TextRules.Unit.CHARACTER,
                new OffsetRule(OffsetRule.Unit.CODE_POINT, false),
                0);
        AtomicFile.write(file, out -> {
            try (CorpusWriter writer =
                    CorpusWriter.of(CorpusFormat.INLINE, CorpusWriter.Part.TEXT, layout, TAGS, new Losses(), out)) {
                for (LabelledSentence sentence : sentences) {
                    writer.write(sentence);
                }
            }
        });
    }

    private static final class Generator {
        private final Grammar grammar;
        private final Random random;
        private final List<String> fields;
        private final Set<String> seen = new HashSet<>();

        Generator(Grammar grammar, Random random) {
            this.grammar = grammar;
            this.random = random;
            fields = List.copyOf(grammar.fields().keySet());
        }

        List<LabelledSentence> sentences(Part part, int count) {
            BiPredicate<String, String> accepted = (type, name) -> belongsTo(part, type, name);
            List<LabelledSentence> sentences = new ArrayList<>(count);
            while (sentences.size() < count) {
                // The fields take turns; plain sentences, which look like names and hold none, are one of seven.
                String field = fields.get(sentences.size() % fields.size());
                List<Grammar.Piece> pieces = grammar.sentence(field, random, accepted);
                if (!field.equals(PLAIN) && random.nextInt(3) == 0) {
                    pieces.addAll(grammar.sentence(field, random, accepted));
                }
                LabelledSentence sentence = labelled(pieces, sentences.size() + 1);
                if (seen.add(sentence.text())) {
                    sentences.add(sentence);
                }
            }
            return sentences;
        }

        private static boolean belongsTo(Part part, String type, String name) {
            // Bare cities are few, and everybody knows them: they are the one kind of name that train keeps for itself.
            int share = Math.floorMod((name.hashCode() * 0x9E3779B1) >>> 8, 10);
            Part home = share < 7 || (type.equals("LOC") && name.length() == 2)
                    ? Part.TRAIN
                    : share == 7 ? Part.DEV : Part.TEST;
            return home == part && !name.equals(UNSEEN_NAME);
        }
    }

    /** One token per code point; the corpus holds no white space but where a pattern does. */
    private static LabelledSentence labelled(List<Grammar.Piece> pieces, long line) {
        StringBuilder text = new StringBuilder();
        List<EntitySpan> entities = new ArrayList<>();
        for (Grammar.Piece piece : pieces) {
            if (!piece.type().isEmpty()) {
                entities.add(new EntitySpan(
                        text.length(), text.length() + piece.text().length(), piece.type()));
            }
            text.append(piece.text());
        }
        int[] starts = new int[text.length()];
        int[] ends = new int[text.length()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = i;
            ends[i] = i + 1;
        }
        return new LabelledSentence(text.toString(), starts, ends, entities, line);
    }
}
