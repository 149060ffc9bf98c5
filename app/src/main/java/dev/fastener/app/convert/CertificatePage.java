package dev.fastener.app.convert;

import dev.fastener.convert.Fact;
import dev.fastener.convert.certificate.Certificate;
import dev.fastener.convert.certificate.TextCuts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A certificate as a page.
 *
 * @param title name of the source's file
 * @param sentences tagged by the written file; none where there were none to tag
 */
public record CertificatePage(String title, String container, Certificate certificate, List<Sample> sentences) {
    /** What nobody said, the rule that cuts text first. */
    public List<Fact> assumed() {
        return certificate.assumed();
    }

    /** What somebody said, in the order of how sure it is. */
    public List<Fact> known() {
        return certificate.facts().stream()
                .filter(fact -> fact.origin() != Fact.Origin.ASSUMED)
                .sorted(Comparator.comparing(Fact::origin))
                .toList();
    }

    /** What is proven, in one sentence. */
    public String sentence() {
        String proof = certificate.cuts().proof().words();
        return Character.toUpperCase(proof.charAt(0)) + proof.substring(1) + ": "
                + certificate.grade().meaning() + ".";
    }

    /** A step's text, a mark on a circle and white space by its code point. */
    public String visible(TextCuts.Step step) {
        return step.visible();
    }

    public String origin(Fact fact) {
        return fact.origin().name().toLowerCase(Locale.ROOT);
    }

    public String small(double value) {
        return String.format(Locale.ROOT, "%.2g", value);
    }

    public String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
