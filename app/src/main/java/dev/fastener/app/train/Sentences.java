package dev.fastener.app.train;

import dev.fastener.scheme.EntitySpan;
import dev.fastener.text.Corpus;
import dev.fastener.text.CorpusFormatException;
import dev.fastener.text.CorpusOptions;
import dev.fastener.text.CorpusSplit;
import dev.fastener.text.LabelledSentence;
import dev.fastener.text.ProblemKind;
import dev.fastener.train.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a training reads.
 *
 * @param dev what the dev sentences are called in the outcome
 * @param test null where there are none
 */
public record Sentences(
        TrainingData data, String dev, @Nullable Corpus test) {
    private static final double HELD_OUT = 0.1;

    /** Reads and checks all files and says on standard error what they hold. */
    public static Sentences read(Path train, @Nullable Path dev, @Nullable Path test, CorpusOptions options, long seed)
            throws IOException {
        Corpus corpus = read(train, options);
        // All must be cut as the training sentences are, whatever one of them alone would suggest.
        CorpusOptions same = options.withUnit(corpus.layout().unit());
        Corpus testCorpus = test == null ? null : read(test, same);
        List<LabelledSentence> learn = corpus.sentences();
        List<LabelledSentence> choose;
        String name;
        if (dev != null) {
            Corpus devCorpus = read(dev, same);
            requireKnownTypes(devCorpus, corpus);
            choose = devCorpus.sentences();
            name = dev.toString();
        } else {
            CorpusSplit split = CorpusSplit.of(corpus.sentences(), HELD_OUT, 0, seed);
            Set<String> known = types(split.train());
            // A type that only fell to the held-out sentences goes back with them: it could not be learnt otherwise.
            learn = new ArrayList<>(split.train());
            choose = new ArrayList<>();
            for (LabelledSentence sentence : split.dev()) {
                (known.containsAll(types(List.of(sentence))) ? choose : learn).add(sentence);
            }
            if (choose.isEmpty()) {
                throw new CorpusFormatException(
                        train.toString(),
                        0,
                        "expected at least 10 different sentences, to hold a tenth of them out, found "
                                + corpus.sentences().size() + "; add sentences or give --dev");
            }
            name = "the held-out sentences";
            System.err.printf(
                    Locale.ROOT,
                    "%s: %,d of %,d sentences held out to choose the best epoch by (seed %d, duplicates kept together)%n",
                    train,
                    choose.size(),
                    corpus.sentences().size(),
                    seed);
        }
        if (testCorpus != null) {
            warnOfUnknownTypes(testCorpus, corpus);
        }
        TrainingData data = new TrainingData(
                String.valueOf(train.getFileName()),
                learn,
                choose,
                corpus.layout().tagFormat(),
                corpus.layout().unit());
        return new Sentences(data, name, testCorpus);
    }

    private static Corpus read(Path file, CorpusOptions options) throws IOException {
        Corpus corpus = Corpus.read(file, options);
        long tokens = 0;
        long entities = 0;
        for (LabelledSentence sentence : corpus.sentences()) {
            tokens += sentence.length();
            entities += sentence.entities().size();
        }
        long oddities = corpus.problems().total();
        System.err.printf(
                Locale.ROOT,
                "%s: %s, %s, %,d sentences, %,d tokens, %,d entities%s%n",
                file,
                corpus.layout().format(),
                corpus.layout().tagFormat().scheme(),
                corpus.sentences().size(),
                tokens,
                entities,
                oddities == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, "; %,d oddities (\"fastener data inspect\" lists them)", oddities));
        if (corpus.problems().count(ProblemKind.SEGMENTATION_DIGITS) > 0) {
            System.err.println(
                    file + ": tokens end with their position in the word, like \"科0\", which no plain text has:"
                            + " --strip-segmentation takes it off");
        }
        return corpus;
    }

    private static void requireKnownTypes(Corpus dev, Corpus train) {
        Set<String> known = types(train.sentences());
        for (LabelledSentence sentence : dev.sentences()) {
            for (EntitySpan entity : sentence.entities()) {
                if (!known.contains(entity.type())) {
                    throw new CorpusFormatException(
                            dev.path().toString(),
                            sentence.line(),
                            "expected types of entities that " + train.path() + " has (" + String.join(", ", known)
                                    + "), found " + entity.type()
                                    + ": no model can learn it; label some in the training text, or take it out here");
                }
            }
        }
    }

    private static void warnOfUnknownTypes(Corpus test, Corpus train) {
        Set<String> unknown = types(test.sentences());
        unknown.removeAll(types(train.sentences()));
        if (!unknown.isEmpty()) {
            System.err.println(
                    test.path() + ": holds entities of types that the training text lacks, which all count as"
                            + " missed: " + String.join(", ", unknown));
        }
    }

    private static Set<String> types(List<LabelledSentence> sentences) {
        return sentences.stream()
                .flatMap(sentence -> sentence.entities().stream())
                .map(EntitySpan::type)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
