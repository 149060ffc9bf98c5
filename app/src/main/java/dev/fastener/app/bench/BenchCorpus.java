package dev.fastener.app.bench;

import dev.fastener.app.demo.SampleCorpus;
import dev.fastener.model.TextRules;
import dev.fastener.scheme.TagFormat;
import dev.fastener.text.Corpus;
import dev.fastener.text.CorpusOptions;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sentences that are measured, in the order of their file.
 *
 * @param name what they are, for the report
 * @param unit what a token is
 */
public record BenchCorpus(String name, List<LabelledSentence> sentences, TagFormat tagFormat, TextRules.Unit unit) {
    private static final long SAMPLE_SEED = 20;
    private static final int SAMPLE_SENTENCES = 3000;

    /**
     * The first sentences that hold anything.
     *
     * @param file null for the sample corpus
     */
    public static BenchCorpus read(@Nullable Path file, CorpusOptions options, int most) throws IOException {
        if (file == null) {
            List<LabelledSentence> sample =
                    SampleCorpus.generate(SAMPLE_SEED, SAMPLE_SENTENCES, 0, 0).train();
            return new BenchCorpus(
                    "the sample corpus", first(sample, most), SampleCorpus.TAGS, TextRules.Unit.CHARACTER);
        }
        Corpus corpus = Corpus.read(file, options);
        return new BenchCorpus(
                file.toString(),
                first(corpus.sentences(), most),
                corpus.layout().tagFormat(),
                corpus.layout().unit());
    }

    private static List<LabelledSentence> first(List<LabelledSentence> sentences, int most) {
        return sentences.stream()
                .filter(sentence -> sentence.length() > 0)
                .limit(most)
                .toList();
    }
}
