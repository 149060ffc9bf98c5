package dev.fastener.app.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private final TinyModels models;
    private final List<LabelledSentence> sentences;

    BatchesTest() throws IOException {
        models = new TinyModels();
        sentences = models.corpus().sentences();
    }

    @Test
    void aSortedFeedHoldsEverySentenceOnceTheLongestFirst() {
        Feed feed = Feed.sorted(sentences, 8);
        List<Integer> order = feed.calls().stream().flatMap(List::stream).toList();
        assertThat(order).hasSize(TinyModels.SENTENCES).doesNotHaveDuplicates();
        assertThat(order.stream().map(s -> -sentences.get(s).length()).toList()).isSorted();
        assertThat(feed.calls()).hasSize(6).last().asInstanceOf(LIST).hasSize(5);
        assertThat(feed.first(2).calls()).hasSize(2);
    }

    @Test
    void stretchedRowsHaveAsManyRealStepsAsPaddedOnesHaveSteps() {
        LadderModel model = new LadderModel(Path.of("x"), models.of(1, 4, 1));
        Feed feed = Feed.inOrder(sentences.size(), 8);
        Batches plain = Batches.padded(model, sentences, feed);
        Batches stretched = Batches.stretched(model, sentences, feed);
        long real = 0;
        long all = 0;
        for (int i = 0; i < plain.timed().size(); i++) {
            EncodedBatch before = plain.timed().get(i);
            EncodedBatch after = stretched.timed().get(i);
            int longest = feed.calls().get(i).stream()
                    .mapToInt(s -> sentences.get(s).length())
                    .max()
                    .orElseThrow();
            for (int s = 0; s < after.sequences(); s++) {
                assertThat(after.length(s)).isEqualTo(longest);
            }
            real += before.steps();
            all += after.steps();
        }
        assertThat(plain.realShare()).isEqualTo((double) real / all).isLessThan(1);
        assertThat(stretched.plain()).isNotSameAs(stretched.timed());
    }

    @Test
    void theStepsThatAreAddedAreOfUnknownTextAndTheOthersStay() {
        TaggerModel model = models.of(1, 4, 1);
        int unknown = model.features().get(0).vocabulary().unknownId();
        EncodedBatch batch = new EncodedBatch(new int[][] {{5, 6, 7, 8}}, new int[] {0, 1, 1, 4});
        EncodedBatch stretched = Stretch.toLongest(batch, model);
        assertThat(stretched.offsets()).containsExactly(0, 3, 6, 9);
        assertThat(stretched.ids()[0]).containsExactly(5, unknown, unknown, unknown, unknown, unknown, 6, 7, 8);
        assertThat(unknown).isNotEqualTo(model.features().get(0).vocabulary().padId());
    }
}
