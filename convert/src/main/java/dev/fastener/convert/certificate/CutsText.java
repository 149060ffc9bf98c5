package dev.fastener.convert.certificate;

import java.util.Locale;

/** Texts and their steps as lines: "text: piece id | piece id | piece id?", where ? is the id of unknown text. */
final class CutsText {
    private static final int MOST_STEPS = 24;

    private CutsText() {}

    static String of(TextCuts cuts) {
        StringBuilder lines = new StringBuilder(CertificateText.line(cuts.rule()));
        if (!cuts.sentences().isEmpty()) {
            lines.append("            each step with its id, ? where the vocabulary lacks it:%n".formatted());
        }
        for (TextCuts.Sentence sentence : cuts.sentences()) {
            lines.append(String.format(Locale.ROOT, "            %s%n", line(sentence)));
        }
        return lines.toString();
    }

    static String line(TextCuts.Sentence sentence) {
        StringBuilder line = new StringBuilder(sentence.text()).append(": ");
        for (int i = 0; i < sentence.steps().size(); i++) {
            if (i == MOST_STEPS) {
                line.append(" | … ").append(sentence.steps().size()).append(" steps");
                break;
            }
            TextCuts.Step step = sentence.steps().get(i);
            line.append(i == 0 ? "" : " | ")
                    .append(step.visible())
                    .append(' ')
                    .append(step.id())
                    .append(step.known() ? "" : "?");
        }
        return sentence.steps().isEmpty() ? line.append("no step").toString() : line.toString();
    }
}
