package dev.fastener.convert.text;

import dev.fastener.convert.Cut;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.model.TextRules.Unit;
import dev.fastener.model.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which a source cuts text, of all that are possible.
 *
 * @param cut the rule
 * @param rule the rule in words, and how it is known
 * @param unreachable entries of the vocabulary that no text can reach by it, as a fact; empty where there are none
 * @param warning where that makes the rule doubtful; empty where it doesn't
 */
public record CutChoice(Cut cut, Fact rule, Optional<Fact> unreachable, Optional<String> warning) {
    /** Share of the entries that a rule may leave out and still be the vocabulary's. */
    private static final double FEW = 0.02;

    /** As few in a small vocabulary: names that nobody would type. */
    private static final int FEW_ENTRIES = 2;

    /** Share of the entries that a rule is to reach. */
    private static final double LEAST_REACHED = 0.8;

    private static final int MOST_NAMED = 5;
    private static final String SETTLED = "texts in --recorded, --unit";

    /** What stands for no text: "<s>", "[CLS]", "<number>". */
    private static final Pattern SPECIAL = Pattern.compile("<[^<>]+>|\\[[^\\[\\]]+]|_+[A-Za-z]+_+");

    /** One grapheme cluster: what a reader calls a character. */
    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}|\\p{IsPunctuation}");

    /**
     * Chooses.
     *
     * @param vocabulary of the first input
     * @param read what the file of the vocabulary or the model says; null where they say nothing
     * @param given what the user says; null where he says nothing. {@link Unit#WORD} says that steps are words, and leaves open by
     *     whose rules
     * @param lowercase whether the user says that text is lower-cased
     */
    public static CutChoice of(
            Vocabulary vocabulary, @Nullable Cut read, @Nullable Unit given, boolean lowercase, boolean digitsToZero) {
        if (read != null && (given == null || (given == Unit.WORD && read.isOfWords()))) {
            return of(vocabulary, lowered(read, lowercase), Origin.READ, "", digitsToZero);
        }
        if (given != null && given != Unit.WORD) {
            return of(vocabulary, lowered(Cut.of(given), lowercase), Origin.GIVEN, "", digitsToZero);
        }
        Unit unit = given == null
                ? likeliest(vocabulary, lowercase, digitsToZero)
                : words(vocabulary, lowercase, digitsToZero);
        boolean isSaid = given == unit;
        return of(
                vocabulary,
                lowered(Cut.of(unit), lowercase),
                isSaid ? Origin.GIVEN : Origin.ASSUMED,
                isSaid ? "" : ": what the vocabulary's entries can be reached by",
                digitsToZero);
    }

    private static CutChoice of(Vocabulary vocabulary, Cut cut, Origin origin, String reason, boolean digitsToZero) {
        Reach reach = Reach.of(vocabulary, cut, digitsToZero);
        int entries = reach.reachable() + reach.unreachable().size();
        List<String> named = reach.unreachable()
                .subList(0, Math.min(MOST_NAMED, reach.unreachable().size()));
        Optional<Fact> unreachable = named.isEmpty()
                ? Optional.empty()
                : Optional.of(new Fact(
                        "entries that no text reaches",
                        String.format(
                                Locale.ROOT,
                                "%,d of %,d, such as \"%s\"",
                                reach.unreachable().size(),
                                entries,
                                String.join("\", \"", named)),
                        Origin.READ));
        Optional<String> warning = reach.reachable() >= LEAST_REACHED * entries
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "no text reaches %,d of the vocabulary's %,d entries: is the text cut as the source cuts it?",
                        reach.unreachable().size(),
                        entries));
        String settled = origin == Origin.ASSUMED ? SETTLED : "";
        return new CutChoice(cut, new Fact("text", cut.words() + reason, origin, settled), unreachable, warning);
    }

    /** The same rule, as a recording decides it, or another. */
    public static CutChoice recorded(Vocabulary vocabulary, Cut cut, boolean digitsToZero) {
        return of(vocabulary, cut, Origin.RECORDED, "", digitsToZero);
    }

    /** All rules that a recording may decide between, this one first. */
    public List<Cut> candidates(@Nullable Cut read) {
        List<Cut> all = new ArrayList<>(List.of(cut, cut.lowercased()));
        if (read != null) {
            all.add(read);
        }
        for (Unit unit : List.of(Unit.CODE_POINT, Unit.CHARACTER, Unit.MIXED, Unit.SEPARATED, Unit.WORD)) {
            all.add(Cut.of(unit));
            all.add(Cut.of(unit).lowercased());
        }
        return all.stream().distinct().toList();
    }

    private static Cut lowered(Cut cut, boolean lowercase) {
        return lowercase ? cut.lowercased() : cut;
    }

    /**
     * Code points where half of the entries are some, or all are letters with their marks; another unit of characters where it
     * reaches more; else words.
     */
    private static Unit likeliest(Vocabulary vocabulary, boolean lowercase, boolean digitsToZero) {
        Vocabulary texts = withoutSpecial(vocabulary);
        int entries =
                (int) texts.entries().stream().filter(entry -> !entry.isEmpty()).count();
        Unit best = Unit.CODE_POINT;
        int reached = reached(texts, best, lowercase, digitsToZero);
        long clusters = texts.entries().stream()
                .filter(entry -> CLUSTER.matcher(entry).matches())
                .count();
        if (2 * reached < entries && clusters < (1 - FEW) * entries) {
            return words(vocabulary, lowercase, digitsToZero);
        }
        for (Unit unit : List.of(Unit.CHARACTER, Unit.MIXED)) {
            int more = reached(texts, unit, lowercase, digitsToZero);
            if (more > reached + Math.max(FEW * entries, FEW_ENTRIES)) {
                best = unit;
                reached = more;
            }
        }
        return best;
    }

    /** Our own rules where they reach what a tokenizer left, punctuation marks by themselves among it; else white space. */
    private static Unit words(Vocabulary vocabulary, boolean lowercase, boolean digitsToZero) {
        Vocabulary texts = withoutSpecial(vocabulary);
        long entries =
                texts.entries().stream().filter(entry -> !entry.isEmpty()).count();
        boolean hasPunctuation = texts.entries().stream()
                .anyMatch(entry -> PUNCTUATION.matcher(entry).matches());
        int reached = reached(texts, Unit.WORD, lowercase, digitsToZero);
        return hasPunctuation && reached >= (1 - FEW) * entries ? Unit.WORD : Unit.SEPARATED;
    }

    private static int reached(Vocabulary vocabulary, Unit unit, boolean lowercase, boolean digitsToZero) {
        return Reach.of(vocabulary, lowered(Cut.of(unit), lowercase), digitsToZero)
                .reachable();
    }

    private static Vocabulary withoutSpecial(Vocabulary vocabulary) {
        List<String> entries = vocabulary.entries().stream()
                .map(entry -> SPECIAL.matcher(entry).matches() ? "" : entry)
                .toList();
        return new Vocabulary(entries, vocabulary.padId(), vocabulary.unknownId());
    }
}
