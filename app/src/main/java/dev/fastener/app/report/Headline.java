package dev.fastener.app.report;

import dev.fastener.app.ladder.Ladder;
import dev.fastener.app.ladder.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a reader must know first.
 *
 * @param subtitle what it is about
 * @param sentence the same as the tiles, whole
 */
public record Headline(String title, String subtitle, String sentence, List<Tile> tiles) {
    /** A figure in large letters. */
    public record Tile(String figure, String words) {}

    public Headline {
        tiles = List.copyOf(tiles);
    }

    static Headline of(Report report) {
        String processor = report.machine().getOrDefault("processor", "");
        if (report.ladder() != null) {
            return of(report.ladder(), processor);
        }
        if (report.study() != null) {
            return of(report.study(), processor);
        }
        return new Headline("Fastener report", processor, "", List.of());
    }

    private static Headline of(Ladder ladder, String processor) {
        String subtitle = joined("Fastener report", ladder.corpus(), processor);
        List<Rung> run = ladder.rungs().stream()
                .filter(rung -> rung.figures() != null && !LadderSections.isGpu(rung))
                .toList();
        Rung first = run.isEmpty() ? null : run.get(0);
        Rung last = run.isEmpty() ? null : run.get(run.size() - 1);
        Rung.Figures before = first == null ? null : first.figures();
        Rung.Figures after = last == null ? null : last.figures();
        if (first == null || last == null || before == null || after == null) {
            return new Headline("Nothing was run", subtitle, "", List.of());
        }
        String times = Digits.three(after.ratio().value());
        String from = Digits.three(before.millis().value());
        String to = Digits.three(after.millis().value());
        StringBuilder sentence = new StringBuilder("A sentence took " + from + " ms: " + first.model() + ", "
                + first.engine() + ". It takes " + to + " ms: " + last.model() + ", " + last.engine() + ". That is "
                + times + " times as fast (95 %: " + Digits.span(after.ratio()) + ").");
        List<Tile> tiles = new ArrayList<>(List.of(
                new Tile(times + "×", "times as fast"),
                new Tile(from + " → " + to, "ms a sentence, before and after")));
        if (Double.isNaN(before.f1()) || Double.isNaN(after.f1())) {
            tiles.add(new Tile(Digits.percent(after.equalTags()), "of the tags are those of the first model"));
        } else {
            String f1 = Digits.f1(before.f1()) + " → " + Digits.f1(after.f1());
            tiles.add(new Tile(f1, "entity F1, before and after"));
            sentence.append(" Entity F1 on the same sentences: ")
                    .append(Digits.f1(before.f1()))
                    .append(" before, ")
                    .append(Digits.f1(after.f1()))
                    .append(" after (")
                    .append(Digits.change(after.f1() - before.f1()))
                    .append(" points).");
        }
        return new Headline(times + " times as fast", subtitle, sentence.toString(), tiles);
    }

    private static Headline of(StudyFigures study, String processor) {
        String subtitle = joined("Fastener study", study.conditions(), processor);
        StudyFigures.Candidate chosen = study.chosen();
        if (chosen == null) {
            return new Headline("Nothing is trained yet", subtitle, "", List.of());
        }
        String millis = Digits.three(chosen.millis());
        List<Tile> tiles = new ArrayList<>(List.of(
                new Tile(Digits.f1(chosen.f1()), "dev F1 of the chosen model"),
                new Tile(millis + " ms", study.percentile() + " of a call"),
                new Tile(Digits.megabytes(chosen.bytes()) + " MB", "its file")));
        Double testF1 = study.testF1();
        if (testF1 != null) {
            tiles.add(1, new Tile(Digits.f1(testF1), "its test F1"));
        }
        return new Headline(
                "F1 " + Digits.f1(chosen.f1()) + " in " + millis + " ms",
                subtitle,
                "Trial " + chosen.trial() + " was chosen: " + StudySections.parameters(chosen) + ".",
                tiles);
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(" · "));
    }
}
