package dev.fastener.app.tag;

import dev.fastener.app.Columns;
import dev.fastener.evaluation.Counts;
import dev.fastener.evaluation.EntityScores;
import dev.fastener.evaluation.EvaluationReport;
import java.util.Locale;
import java.util.Map;

/** The figures of an evaluation for a terminal. */
public final class ScoreTable {
    private ScoreTable() {}

    /** F1, precision and recall in percent by type and over all, and conlleval's figures in a line of their own. */
    public static String of(EvaluationReport report) {
        EntityScores strict = report.strict();
        Columns table = new Columns();
        table.row("type", "F1", "precision", "recall", "gold", "found");
        for (Map.Entry<String, Counts> type : strict.byType().entrySet()) {
            row(table, type.getKey().isEmpty() ? "(no type)" : type.getKey(), type.getValue());
        }
        row(table, "micro", strict.micro());
        table.row("macro", percent(strict.macroF1()));
        Counts chunks = report.conlleval().scores().micro();
        return table.render("")
                + text(report)
                + String.format(
                        Locale.ROOT,
                        "%d sentences, %d tokens; conlleval: accuracy %s, precision %s, recall %s, FB1 %s%n",
                        report.sentences(),
                        report.conlleval().tokens(),
                        percent(report.conlleval().accuracy()),
                        percent(chunks.precision()),
                        percent(chunks.recall()),
                        percent(chunks.f1()));
    }

    private static String text(EvaluationReport report) {
        return report.sentencesCutOtherwise() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "as text, which is what tag sees: F1 %s; it cuts %,d of %,d sentences into other steps than the"
                                + " corpus's tokens%n",
                        percent(report.onText().f1()),
                        report.sentencesCutOtherwise(),
                        report.sentences());
    }

    private static void row(Columns table, String name, Counts counts) {
        table.row(
                name,
                percent(counts.f1()),
                percent(counts.precision()),
                percent(counts.recall()),
                String.valueOf(counts.gold()),
                String.valueOf(counts.predicted()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }
}
