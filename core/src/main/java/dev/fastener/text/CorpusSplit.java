package dev.fastener.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Sentences for training and for scoring. Sentences of equal tokens are always on the same side, so nothing is scored that
 * was trained on.
 *
 * @param train the rest
 * @param dev to choose by
 * @param test to report
 */
public record CorpusSplit(List<LabelledSentence> train, List<LabelledSentence> dev, List<LabelledSentence> test) {
    /**
     * Draws dev and test at random; each list is in the order of {@code sentences}. The same seed gives the same split.
     *
     * @param devShare of all sentences, at least 0
     * @param testShare of all sentences, at least 0; together with {@code devShare} below 1
     */
    public static CorpusSplit of(List<LabelledSentence> sentences, double devShare, double testShare, long seed) {
        if (!(devShare >= 0 && testShare >= 0 && devShare + testShare < 1)) {
            throw new IllegalArgumentException(
                    "split: expected shares of at least 0 that leave some for training, found " + devShare + " and "
                            + testShare);
        }
        Map<List<String>, List<Integer>> byTokens = new LinkedHashMap<>();
        for (int i = 0; i < sentences.size(); i++) {
            byTokens.computeIfAbsent(sentences.get(i).tokens(), tokens -> new ArrayList<>(1))
                    .add(i);
        }
        List<List<Integer>> groups = new ArrayList<>(byTokens.values());
        Collections.shuffle(groups, new Random(seed));
        List<Integer> dev = draw(groups, Math.round(devShare * sentences.size()));
        List<Integer> test = draw(groups, Math.round(testShare * sentences.size()));
        List<Integer> train = groups.stream().flatMap(List::stream).toList();
        return new CorpusSplit(pick(sentences, train), pick(sentences, dev), pick(sentences, test));
    }

    /** Takes groups out of {@code groups} as long as they fit. */
    private static List<Integer> draw(List<List<Integer>> groups, long wanted) {
        List<Integer> drawn = new ArrayList<>();
        groups.removeIf(group -> drawn.size() + group.size() <= wanted && drawn.addAll(group));
        return drawn;
    }

    private static List<LabelledSentence> pick(List<LabelledSentence> sentences, List<Integer> indices) {
        return indices.stream().sorted().map(sentences::get).toList();
    }
}
