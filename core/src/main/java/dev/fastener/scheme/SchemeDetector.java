package dev.fastener.scheme;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds out scheme and notation from all the labels of a corpus, fed sentence by sentence. It counts labels and which
 * follows which: the letters alone can't tell BIO from IOB1 or IOE1 from IOE2. Not thread-safe.
 */
public final class SchemeDetector {
    /** More different labels than any tag set has: the column is not the tag's. */
    public static final int MAX_LABELS = 2000;

    private static final int MAX_LABEL_CHARS = 1000;

    private static final List<TagFormat> NOTATIONS = List.of(
            new TagFormat(TagScheme.BIO, "-", false),
            new TagFormat(TagScheme.BIO, "_", false),
            new TagFormat(TagScheme.BIO, "-", true),
            new TagFormat(TagScheme.BIO, "_", true));

    private static final String LETTERS = "BIMELSUWO";
    private static final String SMALL_LETTERS = "bimelsuwo";

    private final List<String> labels = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    /** How often label i + 1 stands before label j + 1, [i * capacity + j]; row and column 0 are the sentence's bounds. */
    private long[] follows = new long[64 * 64];

    private int capacity = 64;

    /**
     * The id of {@code label}, counted from 0 in order of first appearance.
     *
     * @throws IllegalArgumentException beyond {@link #MAX_LABELS} different labels
     */
    public int id(String label) {
        Integer known = ids.get(label);
        return known != null ? known : newId(label);
    }

    private int newId(String label) {
        if (label.length() > MAX_LABEL_CHARS) {
            throw new IllegalArgumentException(
                    "a tag of " + label.length() + " characters; expected one like \"B-ORG\"");
        }
        if (labels.size() == MAX_LABELS) {
            throw new IllegalArgumentException("more than " + MAX_LABELS + " different tags, such as \"" + label
                    + "\"; expected a tag like \"B-ORG\" or \"O\" for each token");
        }
        int id = labels.size();
        labels.add(label);
        ids.put(label, id);
        if (id + 2 > capacity) {
            long[] larger = new long[4 * follows.length];
            for (int row = 0; row < capacity; row++) {
                System.arraycopy(follows, row * capacity, larger, row * 2 * capacity, capacity);
            }
            follows = larger;
            capacity *= 2;
        }
        return id;
    }

    /** Takes one sentence into account. */
    public void add(List<String> sentence) {
        add(sentence.stream().mapToInt(this::id).toArray(), sentence.size());
    }

    /** Takes one sentence into account, given as the first {@code length} of {@link #id ids}. */
    public void add(int[] path, int length) {
        int before = 0;
        for (int i = 0; i < length; i++) {
            int tag = path[i] + 1;
            follows[before * capacity + tag]++;
            before = tag;
        }
        follows[before * capacity]++;
    }

    /** All labels seen, by id. */
    public List<String> labels() {
        return List.copyOf(labels);
    }

    /** How often each label was seen. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (int id = 0; id < labels.size(); id++) {
            counts.put(labels.get(id), count(id));
        }
        return counts;
    }

    private long count(int id) {
        return Arrays.stream(follows, (id + 1) * capacity, (id + 2) * capacity).sum();
    }

    /**
     * The format of all labels so far. What they leave open (BIO or BMEO where there is only B and O, BMES or BIOES where no
     * entity has an inner token) is decided for the more common scheme; the entities are the same.
     *
     * @throws IllegalArgumentException where no scheme has all the letters seen, or a label is no tag; the message says which
     */
    public TagFormat detect() {
        TagFormat notation = notation();
        Map<Character, Long> letters = new TreeMap<>();
        for (int id = 0; id < labels.size(); id++) {
            letters.merge(TagScheme.capital(letter(labels.get(id), notation)), count(id), Long::sum);
        }
        letters.remove(TagScheme.OUTSIDE);
        return new TagFormat(scheme(letters, notation), notation.separator(), notation.typeFirst());
    }

    /**
     * The format of all labels so far, whose scheme is known.
     *
     * @throws IllegalArgumentException where a label is not of {@code scheme}; the message says which
     */
    public TagFormat detect(TagScheme scheme) {
        TagFormat notation = notation();
        TagFormat format = new TagFormat(scheme, notation.separator(), notation.typeFirst());
        labels.forEach(format::parse);
        return format;
    }

    /** All letters are capitals or all are small: where both occur, the small ones are no tags of this corpus. */
    private TagFormat notation() {
        TagFormat best = NOTATIONS.get(0);
        List<String> fewestOdd = oddLabels(best, LETTERS);
        for (TagFormat notation : NOTATIONS) {
            if (!labels.isEmpty() && oddLabels(notation, SMALL_LETTERS).isEmpty()) {
                return notation;
            }
            List<String> odd = oddLabels(notation, LETTERS);
            if (odd.size() < fewestOdd.size()) {
                best = notation;
                fewestOdd = odd;
            }
        }
        if (!fewestOdd.isEmpty()) {
            throw new IllegalArgumentException("tags " + quoted(fewestOdd)
                    + ": expected \"O\" or a letter of B I M E S L U W, \"" + best.separator() + "\" and a type "
                    + (best.typeFirst() ? "before" : "after") + " it, as the other "
                    + (labels.size() - fewestOdd.size())
                    + " tags have");
        }
        return best;
    }

    private List<String> oddLabels(TagFormat notation, String letters) {
        return labels.stream()
                .filter(label -> letters.indexOf(letter(label, notation)) < 0)
                .toList();
    }

    private static char letter(String label, TagFormat notation) {
        int last = label.length() - 1;
        if (last == 0) {
            return label.charAt(0);
        }
        char separator = notation.separator().charAt(0);
        boolean separated = last >= 2 && label.charAt(notation.typeFirst() ? last - 1 : 1) == separator;
        char letter = separated ? label.charAt(notation.typeFirst() ? last : 0) : '?';
        return TagScheme.capital(letter) == TagScheme.OUTSIDE ? '?' : letter;
    }

    private static String quoted(List<String> labels) {
        String few = String.join("\", \"", labels.subList(0, Math.min(3, labels.size())));
        return "\"" + few + "\"" + (labels.size() > 3 ? " and " + (labels.size() - 3) + " more" : "");
    }

    private TagScheme scheme(Map<Character, Long> letters, TagFormat notation) {
        StringBuilder seen = new StringBuilder();
        letters.keySet().forEach(seen::append);
        String set = seen.toString();
        if (isWithin(set, "I") && !set.isEmpty()) {
            return TagScheme.IOB1;
        }
        if (isWithin(set, "BI")) {
            return illegal(TagScheme.BIO, notation) <= illegal(TagScheme.IOB1, notation)
                    ? TagScheme.BIO
                    : TagScheme.IOB1;
        }
        if (isWithin(set, "IE")) {
            return illegal(TagScheme.IOE2, notation) <= illegal(TagScheme.IOE1, notation)
                    ? TagScheme.IOE2
                    : TagScheme.IOE1;
        }
        if (isWithin(set, "BME")) {
            return TagScheme.BMEO;
        }
        if (isWithin(set, "BMES")) {
            return TagScheme.BMES;
        }
        if (isWithin(set, "BIES")) {
            return TagScheme.BIOES;
        }
        if (isWithin(set, "BMEW")) {
            return TagScheme.BMEWO;
        }
        if (isWithin(set, "BILU")) {
            return TagScheme.BILOU;
        }
        throw new IllegalArgumentException("mixed tag schemes: found " + examples(letters, notation)
                + ", letters that no scheme has together (BMEO, BMES, BMEWO, BIOES, BILOU, BIO, IOB1, IOE1, IOE2)");
    }

    /** A label of each letter and how many labels have it. */
    private String examples(Map<Character, Long> letters, TagFormat notation) {
        List<String> examples = new ArrayList<>();
        letters.forEach((letter, count) -> labels.stream()
                .filter(label -> TagScheme.capital(letter(label, notation)) == letter)
                .findFirst()
                .ifPresent(label -> examples.add("\"" + label + "\" (" + letter + " " + count + " times)")));
        return String.join(", ", examples);
    }

    private static boolean isWithin(String letters, String scheme) {
        return letters.chars().allMatch(letter -> scheme.indexOf(letter) >= 0);
    }

    private long illegal(TagScheme scheme, TagFormat notation) {
        TagFormat format = new TagFormat(scheme, notation.separator(), notation.typeFirst());
        Constraints constraints = Constraints.of(labels, format);
        long illegal = 0;
        for (int from = 0; from < labels.size(); from++) {
            illegal += constraints.mayStart(from) ? 0 : follows[from + 1];
            illegal += constraints.mayEnd(from) ? 0 : follows[(from + 1) * capacity];
            for (int to = 0; to < labels.size(); to++) {
                illegal += constraints.mayFollow(from, to) ? 0 : follows[(from + 1) * capacity + to + 1];
            }
        }
        return illegal;
    }
}
