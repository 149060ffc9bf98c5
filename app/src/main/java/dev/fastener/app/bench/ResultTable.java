package dev.fastener.app.bench;

import dev.fastener.app.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of one workload and one work for a terminal. */
final class ResultTable {
    private ResultTable() {}

    /** @param results at least one, all of the same workload and work */
    static String of(List<Result> results) {
        boolean settings =
                results.stream().anyMatch(result -> !result.setup().settings().isEmpty());
        Columns table = new Columns();
        List<String> head = new ArrayList<>(List.of("engine", "precision", "kernels", "threads"));
        if (settings) {
            head.add("settings");
        }
        head.addAll(List.of("p50 ms", "p90", "p99", "p99.9", "max", "sentences/s", "characters/s", "ratio"));
        boolean entities = results.get(0).work() == Work.ENTITIES;
        head.addAll(entities ? List.of("of scores", "entities") : List.of("difference", "paths", "F1"));
        table.row(head.toArray(String[]::new));
        List<String> outside = new ArrayList<>();
        for (Result result : results) {
            Result.Figures figures = result.figures();
            if (figures == null) {
                outside.add(result.setup().name() + ": not applicable, " + result.notApplicable());
                continue;
            }
            List<String> row = new ArrayList<>(List.of(
                    result.setup().kind().toString(),
                    result.setup().precision().toString(),
                    result.kernels().isEmpty() ? "-" : result.kernels(),
                    String.valueOf(result.setup().threads())));
            if (settings) {
                row.add(
                        result.setup().settings().isEmpty()
                                ? "-"
                                : result.setup().settings());
            }
            for (double millis : figures.callMillis()) {
                row.add(millis(millis));
            }
            row.add(String.format(Locale.ROOT, "%,.0f", figures.sentencesPerSecond()));
            row.add(String.format(Locale.ROOT, "%,.0f", figures.charactersPerSecond()));
            row.add(String.format(Locale.ROOT, "%.2f", figures.ratio()));
            Parity parity = figures.parity();
            if (entities) {
                row.add(percent(figures.shareOfScores(), 0));
                row.add(percent(parity.equalPaths(), 2));
            } else {
                row.add(String.format(Locale.ROOT, "%.1e", parity.maxDifference()));
                row.add(percent(parity.equalPaths(), 2));
                row.add(Double.isNaN(parity.f1()) ? "-" : String.format(Locale.ROOT, "%.2f", 100 * parity.f1()));
            }
            table.row(row.toArray(String[]::new));
        }
        StringBuilder text = new StringBuilder(heading(results.get(0)));
        text.append(table.render("  "));
        outside.forEach(line -> text.append("  ").append(line).append('\n'));
        long throttled = results.stream()
                .map(Result::figures)
                .filter(figures -> figures != null)
                .mapToLong(Result.Figures::throttledPeriods)
                .sum();
        if (throttled > 0) {
            text.append(String.format(
                    Locale.ROOT, "  stopped for the quota in %,d scheduling periods in all%n", throttled));
        }
        return text.toString();
    }

    private static String heading(Result result) {
        Workload workload = result.workload();
        Result.Figures figures = result.figures();
        return String.format(
                Locale.ROOT,
                "%s, batch %d, %s, %s: %,d sentences, %,d characters, %.1f %% of the padded batch is real%s%n",
                result.work() == Work.SCORES ? "ids in, scores out" : "text in, entities out",
                workload.batch(),
                switch (workload.order()) {
                    case CORPUS -> "order of the corpus";
                    case SORTED -> "sorted by length";
                    case FULL -> "full length";
                },
                workload.concurrency() == 1 ? "1 caller" : workload.concurrency() + " callers",
                workload.sentences().size(),
                workload.characters(),
                100 * workload.realShare(),
                figures == null
                        ? ""
                        : String.format(Locale.ROOT, "; %d rounds, %,d calls", figures.rounds(), figures.calls()));
    }

    /** Three figures: 0.0123, 1.23, 12.3, 123. */
    private static String millis(double millis) {
        int digits = millis < 0.1 ? 4 : millis < 1 ? 3 : millis < 10 ? 2 : millis < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f", millis);
    }

    private static String percent(double share, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * share);
    }
}
