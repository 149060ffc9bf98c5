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
 * @param sentence what is best known of all
 * @param details of the models
 */
public record Headline(String title, String subtitle, String sentence, String details, List<Tile> tiles) {
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
        return new Headline("Fastener report", processor, "", "", List.of());
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
            return new Headline("Nothing was run", subtitle, "", "", List.of());
        }
        String times = Digits.three(after.ratio().value());
        String from = Digits.three(before.millis().value());
        String to = Digits.three(after.millis().value());
        String sentence = times + " times as fast (95 %: " + Digits.span(after.ratio()) + "), from " + from + " to "
                + to + " ms a sentence";
        List<Tile> tiles = new ArrayList<>(List.of(
                new Tile(times + "×", "times as fast"),
                new Tile(from + " → " + to, "ms a sentence, before and after")));
        if (Double.isNaN(before.f1()) || Double.isNaN(after.f1())) {
            tiles.add(new Tile(Digits.percent(after.equalTags()), "of the tags are those of the first model"));
            sentence += ", with " + Digits.percent(after.equalTags()) + " of the tags equal.";
        } else {
            tiles.add(new Tile(Digits.f1(before.f1()) + " → " + Digits.f1(after.f1()), "entity F1, before and after"));
            sentence += ", with an entity F1 of " + Digits.f1(before.f1()) + " before and " + Digits.f1(after.f1())
                    + " after (" + Digits.change(after.f1() - before.f1()) + " points).";
        }
        String details = "Before: " + first.model() + "; " + first.engine() + ". After: " + last.model() + "; "
                + last.engine() + ".";
        return new Headline(times + " times as fast", subtitle, sentence, details, tiles);
    }

    private static Headline of(StudyFigures study, String processor) {
        String subtitle = joined("Fastener study", study.conditions(), processor);
        StudyFigures.Candidate chosen = study.chosen();
        if (chosen == null) {
            return new Headline("Nothing is trained yet", subtitle, "", "", List.of());
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
                "Trial " + chosen.trial() + " was chosen, with a dev F1 of " + Digits.f1(chosen.f1()) + " in " + millis
                        + " ms (" + study.conditions() + ").",
                "It is " + StudySections.parameters(chosen) + ".",
                tiles);
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(" · "));
    }
}
