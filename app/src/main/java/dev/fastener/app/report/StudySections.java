package dev.fastener.app.report;

import dev.fastener.app.report.Block.Cell;
import dev.fastener.app.report.Block.Chart;
import dev.fastener.app.report.Block.Column;
import dev.fastener.app.report.Block.Paragraph;
import dev.fastener.app.report.Block.Row;
import dev.fastener.app.report.Block.Table;
import dev.fastener.app.report.Block.Warning;
import dev.fastener.app.tune.Outcome;
import dev.fastener.tune.study.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A study: what came of its trials, which are not beaten, and which parameters mattered. */
final class StudySections {
    /** Below which a share of variance is mostly chance. */
    private static final int FEWEST_TRIALS = 8;

    private StudySections() {}

    static List<Section> of(Outcome study) {
        List<Trial> trained = study.trials().stream()
                .filter(trial ->
                        trial.state() == Trial.State.ADMITTED && !trial.devF1().isEmpty())
                .toList();
        List<Section> sections = new ArrayList<>(List.of(search(study, trained)));
        if (trained.size() > 1) {
            sections.add(importance(trained));
            sections.add(trials(study, trained));
        }
        return sections;
    }

    /** "p99" of "p99@batch=1,threads=1". */
    static String percentile(Outcome study) {
        return study.conditions().replaceFirst("@.*", "");
    }

    /** "cell=lstm, layers=1". */
    static String parameters(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + Values.shorter(value.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static Section search(Outcome study, List<Trial> trained) {
        List<Block> blocks = new ArrayList<>();
        long timed = study.trials().stream()
                .filter(trial -> String.valueOf(trial.reason()).contains("(timed)"))
                .count();
        blocks.add(new Paragraph(trained.size() + " candidates were trained, " + study.count(Trial.State.REJECTED)
                + " rejected before any training as over a limit (" + timed
                + " of them timed, the others by forecast), and " + study.count(Trial.State.FAILED) + " failed. Times: "
                + study.conditions() + "."));
        for (Trial trial : study.trials()) {
            if (trial.state() == Trial.State.FAILED) {
                blocks.add(new Warning("Trial " + trial.number() + " failed: " + trial.reason()));
            }
        }
        Trial chosen = study.chosen();
        if (chosen != null) {
            blocks.add(new Paragraph(chosen(study, chosen)));
            blocks.add(pareto(study, trained));
        }
        List<Row> rejected = study.trials().stream()
                .filter(trial -> trial.state() == Trial.State.REJECTED)
                .map(trial -> Row.of(
                        Cell.of(Integer.toString(trial.number())),
                        Cell.of(String.valueOf(trial.reason())),
                        Cell.of(parameters(trial.point().values()))))
                .toList();
        if (!rejected.isEmpty()) {
            blocks.add(new Table(
                    "Rejected before training",
                    false,
                    List.of(Column.number("trial"), Column.text("over a limit with"), Column.text("parameters")),
                    rejected));
        }
        return new Section("study", "The search", blocks);
    }

    private static String chosen(Outcome study, Trial chosen) {
        StringBuilder text =
                new StringBuilder("Chosen: trial " + chosen.number() + ", dev F1 " + Digits.f1(chosen.bestF1()));
        if (study.measuredMillis() > 0) {
            text.append(", measured again: ")
                    .append(Digits.three(study.measuredMillis()))
                    .append(" ms");
        }
        Double testF1 = study.testF1();
        if (testF1 != null) {
            text.append(", test F1 ").append(Digits.f1(testF1)).append(", by which nothing was chosen");
        }
        return text.append('.').toString();
    }

    private static Chart pareto(Outcome study, List<Trial> trained) {
        List<Trial> front = study.pareto();
        List<Map<String, Object>> points = trained.stream()
                .map(trial -> Map.<String, Object>of(
                        "number", trial.number(),
                        "f1", 100 * trial.bestF1(),
                        "millis", trial.millis(),
                        "megabytes", trial.bytes() / 1e6,
                        "front", front.contains(trial),
                        "chosen", trial.equals(study.chosen())))
                .toList();
        return new Chart(
                "pareto-chart",
                "pareto",
                "Dev F1 of each trained candidate over its time; larger symbols are larger files. Filled ones are not beaten in"
                        + " F1, time and size at once; the chosen one has a ring.",
                Map.of("time", percentile(study) + " ms", "trials", points),
                new Table(
                        "Not beaten in F1, time and size at once",
                        columns(percentile(study)),
                        front.stream().map(trial -> row(study, trial)).toList()));
    }

    private static List<Column> columns(String percentile) {
        return List.of(
                Column.number("trial"),
                Column.number("dev F1"),
                Column.number(percentile + " ms"),
                Column.number("MB"),
                Column.number("epochs"),
                Column.text("parameters"));
    }

    private static Row row(Outcome study, Trial trial) {
        boolean isChosen = trial.equals(study.chosen());
        return new Row(
                List.of(
                        Cell.of(Integer.toString(trial.number()), isChosen ? "chosen" : ""),
                        Cell.of(Digits.f1(trial.bestF1())),
                        Cell.of(Digits.three(trial.millis())),
                        Cell.of(Digits.megabytes(trial.bytes())),
                        Cell.of(Integer.toString(trial.devF1().size())),
                        Cell.of(parameters(trial.point().values()))),
                isChosen);
    }

    private static Section importance(List<Trial> trained) {
        int epochs = trained.stream().mapToInt(Trial::target).min().orElseThrow();
        List<Trial> compared =
                trained.stream().filter(trial -> trial.devF1().size() >= epochs).toList();
        if (compared.size() < FEWEST_TRIALS) {
            return new Section(
                    "importance",
                    "Which parameters mattered",
                    List.of(new Paragraph("With " + compared.size() + " trials of at least " + epochs
                            + " epochs nothing can be said of it; " + FEWEST_TRIALS + " are the least.")));
        }
        List<Importance> importances = Importance.of(compared, epochs);
        List<Map<String, Object>> bars = importances.stream()
                .map(importance -> Map.<String, Object>of(
                        "name",
                        importance.parameter(),
                        "share",
                        importance.share(),
                        "label",
                        Digits.whole(100 * importance.share()) + " %"))
                .toList();
        List<Row> rows = importances.stream()
                .map(importance -> Row.of(
                        Cell.of(importance.parameter()),
                        Cell.of(Digits.whole(100 * importance.share()) + " %"),
                        Cell.of(importance.groups().stream()
                                .map(group -> group.values() + ": " + Digits.f1(group.mean()) + " ("
                                        + group.f1().size() + ")")
                                .collect(Collectors.joining("; ")))))
                .toList();
        return new Section(
                "importance",
                "Which parameters mattered",
                List.of(
                        new Paragraph(
                                "The share of the variance of dev F1 that lies between the values of a parameter, less"
                                        + " what chance puts there (omega squared), over " + compared.size()
                                        + " trials after "
                                        + epochs + (epochs == 1 ? " epoch" : " epochs")
                                        + "; numbers with many values are cut into quarters. One parameter is looked at at a time, and"
                                        + " a search tries good values more often: take it as a hint."),
                        new Chart(
                                "importance-chart",
                                "importance",
                                "For each parameter, the share of the variance of dev F1 that goes with it.",
                                Map.of("parameters", bars),
                                new Table(
                                        "Shares, and mean dev F1 of each value (trials)",
                                        List.of(
                                                Column.text("parameter"),
                                                Column.number("share"),
                                                Column.text("mean dev F1")),
                                        rows))));
    }

    private static Section trials(Outcome study, List<Trial> trained) {
        List<Map<String, Object>> axes = new ArrayList<>();
        for (String name : trained.get(0).point().values().keySet()) {
            List<String> values = trained.stream()
                    .map(trial -> Objects.requireNonNull(trial.point().values().get(name)))
                    .toList();
            if (values.stream().distinct().count() > 1) {
                axes.add(axis(name, values));
            }
        }
        axes.add(Map.of(
                "name",
                percentile(study) + " ms",
                "values",
                trained.stream().map(Trial::millis).toList()));
        axes.add(Map.of(
                "name",
                "dev F1",
                "values",
                trained.stream().map(trial -> 100 * trial.bestF1()).toList()));
        List<Trial> front = study.pareto();
        return new Section(
                "trials",
                "All trained candidates",
                List.of(new Chart(
                        "trials-chart",
                        "parallel",
                        "A line for each trained candidate through its value of each parameter, its time and its dev"
                                + " F1. Thick lines are not beaten; the dashed one was chosen.",
                        Map.of(
                                "axes",
                                axes,
                                "front",
                                trained.stream().map(front::contains).toList(),
                                "chosen",
                                trained.stream()
                                        .map(trial -> trial.equals(study.chosen()))
                                        .toList()),
                        new Table(
                                "Each of them",
                                columns(percentile(study)),
                                trained.stream().map(trial -> row(study, trial)).toList()))));
    }

    /** Places of names, or numbers as they are. */
    private static Map<String, Object> axis(String name, List<String> values) {
        List<String> distinct = values.stream().distinct().sorted(Values.ORDER).toList();
        boolean isSmooth = distinct.size() > 8 && distinct.stream().allMatch(Values::isNumber);
        return isSmooth
                ? Map.of(
                        "name",
                        name,
                        "values",
                        values.stream().map(Double::parseDouble).toList())
                : Map.of(
                        "name",
                        name,
                        "names",
                        distinct.stream().map(Values::shorter).toList(),
                        "values",
                        values.stream().map(distinct::indexOf).toList());
    }
}
