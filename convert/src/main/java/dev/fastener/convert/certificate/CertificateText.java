package dev.fastener.convert.certificate;

import dev.fastener.convert.Fact;
import java.util.List;
import java.util.Locale;

/** A certificate as lines of text. */
public final class CertificateText {
    /** What is least sure comes first. */
    private static final List<Fact.Origin> ORDER =
            List.of(Fact.Origin.ASSUMED, Fact.Origin.GIVEN, Fact.Origin.RECORDED, Fact.Origin.READ);

    private CertificateText() {}

    public static String of(Certificate certificate) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "certificate %s, %s, %s: %s%n",
                certificate.grade(),
                certificate.passed() ? "passed" : "FAILED",
                certificate.cuts().proof().words(),
                certificate.grade().meaning()));
        for (Comparison comparison : certificate.comparisons()) {
            text.append(line(comparison));
        }
        if (!certificate.notProven().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  NOT PROVEN %s: if one of these is wrong, so are tags%n",
                    String.join("; ", certificate.notProven())));
        }
        text.append(CutsText.of(certificate.cuts()));
        for (Fact.Origin origin : ORDER) {
            for (Fact fact : certificate.facts()) {
                if (fact.origin() == origin) {
                    text.append(line(fact));
                }
            }
        }
        return text.append(FindingsText.of(certificate.findings())).toString();
    }

    static String line(Fact fact) {
        return String.format(
                Locale.ROOT,
                "  %-9s %s: %s%s%n",
                fact.origin().name().toLowerCase(Locale.ROOT),
                fact.name(),
                fact.value(),
                fact.settledBy().isEmpty() ? "" : "   [settled by " + fact.settledBy() + "]");
    }

    static String line(Comparison comparison) {
        return String.format(
                Locale.ROOT,
                "  %-40s largest difference %.2g (%.2g of the largest value; %s), paths equal %.2f %% of %,d sentences%s%n",
                comparison.engine(),
                comparison.maxDifference(),
                comparison.scaledDifference(),
                bound(comparison.bound()),
                100 * comparison.equalPaths(),
                comparison.sentences(),
                comparison.tied() == 0 ? "" : ", " + comparison.tied() + " tied");
    }

    private static String bound(double bound) {
        return String.format(Locale.ROOT, "bound %.1g", bound)
                + (bound == Rounding.USUAL ? "" : ", twice what 32-bit floats drift from exact on this network");
    }
}
