package dev.fastener.app.ladder;

import dev.fastener.app.Columns;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A ladder for a terminal. */
final class LadderTable {
    private LadderTable() {}

    static String of(Ladder ladder) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "ids in, scores out, %s: %,d sentences, %,d tokens; %.1f %% of padded batches of %d is real; %d rounds%n",
                ladder.corpus(),
                ladder.sentences(),
                ladder.characters(),
                100 * ladder.realShare(),
                Rungs.BATCH,
                ladder.rungs().stream()
                        .map(Rung::figures)
                        .filter(Objects::nonNull)
                        .mapToInt(Rung.Figures::rounds)
                        .findFirst()
                        .orElse(0)));
        Columns table = new Columns();
        table.row("", "rung", "ms a sentence", "95 %", "ratio", "95 %", "step", "F1", "equal tags", "difference");
        Columns runs = new Columns();
        for (int i = 0; i < ladder.rungs().size(); i++) {
            Rung rung = ladder.rungs().get(i);
            String number = String.valueOf(i + 1);
            Rung.Figures figures = rung.figures();
            if (figures == null) {
                runs.row(number, rung.model(), rung.engine() + ": not run, " + rung.notRun());
                table.row(number, rung.name(), "-", "", "-", "", "-", "-", "-", "-");
                continue;
            }
            runs.row(number, rung.model(), rung.engine());
            table.row(
                    number,
                    rung.name(),
                    number(figures.millis().value()),
                    span(figures.millis()),
                    number(figures.ratio().value()),
                    span(figures.ratio()),
                    number(figures.step().value()),
                    Double.isNaN(figures.f1()) ? "-" : String.format(Locale.ROOT, "%.2f", 100 * figures.f1()),
                    String.format(Locale.ROOT, "%.2f %%", 100 * figures.equalTags()),
                    String.format(Locale.ROOT, "%.1e", figures.difference()));
        }
        text.append(table.render("  ")).append('\n').append(runs.render("  "));
        Factors factors = ladder.factors();
        if (factors != null) {
            text.append(String.format(
                    "%ntotal %s times = %s same network, sorted by length x %s padding x %s slimming%n"
                            + "same network, padded: %s times%n",
                    both(factors.total()),
                    both(factors.sameNetworkSorted()),
                    both(factors.padding()),
                    both(factors.slimming()),
                    both(factors.sameNetworkPadded())));
        }
        text.append(curves("p50 ms of a sentence by its length", ladder.byLength()));
        text.append(curves("p50 ms of a batch by its sentences", ladder.byBatch()));
        return text.toString();
    }

    private static String curves(String title, List<Curve> curves) {
        Columns table = new Columns();
        String[] head = new String[curves.get(0).points().size() + 1];
        head[0] = "";
        for (int i = 1; i < head.length; i++) {
            head[i] = String.valueOf(curves.get(0).points().get(i - 1).at());
        }
        table.row(head);
        for (Curve curve : curves) {
            String[] row = new String[head.length];
            row[0] = curve.engine();
            for (int i = 1; i < row.length; i++) {
                row[i] = number(curve.points().get(i - 1).p50Millis());
            }
            table.row(row);
        }
        return "\n" + title + "\n" + table.render("  ");
    }

    private static String both(Interval interval) {
        return number(interval.value()) + " (" + span(interval) + ")";
    }

    private static String span(Interval interval) {
        return number(interval.low()) + " to " + number(interval.high());
    }

    /** Three figures: 0.0123, 1.23, 12.3, 1,234. */
    private static String number(double value) {
        int digits = value < 0.1 ? 4 : value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
