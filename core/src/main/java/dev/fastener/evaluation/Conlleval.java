package dev.fastener.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of conlleval, the program of the CoNLL shared tasks (Tjong Kim Sang, version of 2004-01-26), by its rules:
 * they look at a label and the one before it and know B, I, E and O. So a lone I starts a chunk, and a change of type ends
 * one. Letters that it doesn't know (S, M) part chunks only where the type changes: give it labels in BIO, as we do, for
 * figures that mean something. Not thread-safe.
 */
public final class Conlleval {
    private final Map<String, Counts> byType = new HashMap<>();
    private long tokens;
    private long correctTokens;

    /** Adds one sentence: the gold labels and the predicted ones, "B-ORG", "O". */
    public void add(List<String> gold, List<String> predicted) {
        if (gold.size() != predicted.size()) {
            throw new IllegalArgumentException(
                    "labels: expected as many predicted as gold, " + gold.size() + ", found " + predicted.size());
        }
        Label goldBefore = Label.OUTSIDE;
        Label foundBefore = Label.OUTSIDE;
        boolean matching = false;
        for (int i = 0; i <= gold.size(); i++) {
            boolean boundary = i == gold.size();
            Label right = boundary ? Label.OUTSIDE : Label.of(gold.get(i));
            Label found = boundary ? Label.OUTSIDE : Label.of(predicted.get(i));
            boolean goldEnds = right.endsChunkOf(goldBefore);
            boolean foundEnds = found.endsChunkOf(foundBefore);
            if (matching && goldEnds && foundEnds && foundBefore.type.equals(goldBefore.type)) {
                matching = false;
                count(goldBefore.type, new Counts(1, 0, 0));
            } else if (goldEnds != foundEnds || !found.type.equals(right.type)) {
                matching = false;
            }
            boolean goldStarts = right.startsChunkAfter(goldBefore);
            boolean foundStarts = found.startsChunkAfter(foundBefore);
            matching |= goldStarts && foundStarts && found.type.equals(right.type);
            if (goldStarts) {
                count(right.type, new Counts(0, 1, 0));
            }
            if (foundStarts) {
                count(found.type, new Counts(0, 0, 1));
            }
            if (!boundary) {
                tokens++;
                correctTokens += right.equals(found) ? 1 : 0;
            }
            goldBefore = right;
            foundBefore = found;
        }
    }

    private void count(String type, Counts more) {
        byType.merge(type, more, Counts::plus);
    }

    /** Share of labels that are right, 0 to 1. */
    public double accuracy() {
        return tokens == 0 ? 0 : (double) correctTokens / tokens;
    }

    public long tokens() {
        return tokens;
    }

    /** Chunks, by type and in all. */
    public EntityScores scores() {
        return new EntityScores(new TreeMap<>(byType));
    }

    /** What conlleval sees in a label: all before the first hyphen, and all after it. */
    private record Label(String letter, String type) {
        static final Label OUTSIDE = new Label("O", "");

        static Label of(String label) {
            int hyphen = label.indexOf('-');
            return hyphen < 0
                    ? new Label(label, "")
                    : new Label(label.substring(0, hyphen), label.substring(hyphen + 1));
        }

        boolean startsChunkAfter(Label before) {
            return switch (before.letter + letter) {
                case "BB", "IB", "OB", "OI", "EE", "EI", "OE" -> true;
                default -> isInside() && !before.type.equals(type);
            };
        }

        boolean endsChunkOf(Label before) {
            return switch (before.letter + letter) {
                case "BB", "BO", "IB", "IO", "EE", "EI", "EO" -> true;
                default -> before.isInside() && !before.type.equals(type);
            };
        }

        private boolean isInside() {
            return !letter.equals("O") && !letter.equals(".");
        }
    }
}
