package dev.fastener.convert.certificate;

import java.util.List;
import java.util.Locale;

/** Findings as lines of text. */
final class FindingsText {
    private FindingsText() {}

    static String of(Findings findings) {
        StringBuilder text = new StringBuilder();
        DevFindings dev = findings.dev();
        if (dev != null) {
            text.append(String.format(Locale.ROOT, "  %s, %,d sentences%n", dev.corpus(), dev.sentences()));
            dev.comparisons().forEach(comparison -> text.append("  ").append(CertificateText.line(comparison)));
            scores(text, dev);
        }
        ConstraintEffect constraints = findings.constraints();
        if (constraints != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "  constraints change %,d of %,d tags of %s%n",
                    constraints.changed(),
                    constraints.steps(),
                    constraints.rows()));
        }
        for (String warning : findings.warnings()) {
            text.append("  WARNING   ").append(warning).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static void scores(StringBuilder text, DevFindings dev) {
        List<PaddingScore> scores = dev.scores();
        for (int i = 0; i < scores.size(); i++) {
            PaddingScore score = scores.get(i);
            text.append(String.format(
                    Locale.ROOT,
                    "    F1 %6.2f  %s%s%n",
                    100 * score.counts().f1(),
                    score.rule(),
                    i == 0
                            ? " (this model)"
                            : String.format(
                                    Locale.ROOT,
                                    ": %,d of %,d sentences tagged alike",
                                    score.alike(),
                                    dev.sentences())));
        }
    }
}
