package dev.fastener.convert.vocabulary;

import dev.fastener.convert.ConversionException;
import dev.fastener.convert.Fact;
import dev.fastener.convert.Fact.Origin;
import dev.fastener.scheme.SchemeDetector;
import dev.fastener.scheme.TagFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Labels as tags. Beside tags there may be labels that stand for none: "&lt;pad&gt;", "[CLS]", "X"; an id without a label gets
 * one of these, too.
 */
public final class TagLabels {
    private static final Pattern NO_TAG =
            Pattern.compile("[<\\[].*|(?i)_?(pad|padding|start|end|unk|unknown|x|cls|sep)_?|");

    private TagLabels() {}

    /**
     * The scheme and notation of the labels that are tags.
     *
     * @throws ConversionException where no scheme has them all
     */
    public static TagFormat format(List<String> labels) {
        SchemeDetector detector = new SchemeDetector();
        labels.stream().filter(label -> !NO_TAG.matcher(label).matches()).forEach(detector::id);
        try {
            return detector.detect();
        } catch (IllegalArgumentException e) {
            throw new ConversionException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether a dictionary holds tags rather than words: some scheme has them, and at least one is of an entity. */
    static boolean areTags(Dictionary dictionary) {
        if (dictionary.texts().size() > SchemeDetector.MAX_LABELS
                || dictionary.texts().stream()
                        .allMatch(
                                text -> text.equals("O") || NO_TAG.matcher(text).matches())) {
            return false;
        }
        try {
            format(dictionary.texts());
            return true;
        } catch (ConversionException e) {
            return false;
        }
    }

    /** Why a dictionary holds no tags. */
    static String whyNoTags(Dictionary dictionary) {
        if (dictionary.texts().size() > SchemeDetector.MAX_LABELS) {
            return "more than " + SchemeDetector.MAX_LABELS;
        }
        try {
            format(dictionary.texts());
            return "none is a part of an entity, like \"B-ORG\"";
        } catch (ConversionException e) {
            return String.valueOf(e.getMessage());
        }
    }

    static FoundTags found(Dictionary dictionary, List<String> byId, String file) {
        List<String> labels = new ArrayList<>(byId);
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("tags", dictionary.described() + " in " + file + " = outputs of a step", Origin.READ));
        for (int id = 0; id < labels.size(); id++) {
            if (labels.get(id).isEmpty()) {
                labels.set(id, "<" + id + ">");
                facts.add(Fact.assumed("tag " + id, "without a label: outside of entities", "--tags"));
            }
        }
        TagFormat format = format(byId);
        facts.add(Fact.assumed("tag scheme", format.toString(), "--dev"));
        return new FoundTags(labels, format, facts);
    }
}
