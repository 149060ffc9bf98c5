package dev.fastener.app.report;

import dev.fastener.app.report.Block.Cell;
import dev.fastener.app.report.Block.Chart;
import dev.fastener.app.report.Block.Column;
import dev.fastener.app.report.Block.Paragraph;
import dev.fastener.app.report.Block.Row;
import dev.fastener.app.report.Block.Table;
import dev.fastener.app.report.Block.Warning;
import dev.fastener.app.report.StudyFigures.Candidate;
import dev.fastener.app.report.StudyFigures.Untrained;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A study: what came of its trials, which are not beaten, and which parameters mattered. */
final class StudySections {
    /** Below which a share of variance is mostly chance. */
    private static final int FEWEST_TRIALS = 8;

    /** Different numbers up to which an axis has each of them. */
    private static final int MOST_NAMES = 8;

    private StudySections() {}

    static List<Section> of(StudyFigures study) {
        List<Section> sections = new ArrayList<>(List.of(search(study)));
        if (study.trained().size() > 1) {
            sections.add(importance(study));
            sections.add(trials(study));
        }
        return sections;
    }

    /** "cell=lstm, layers=1, in int8". */
    static String parameters(Candidate candidate) {
        return parameters(candidate.parameters())
                + (candidate.precision().isEmpty() ? "" : ", in " + candidate.precision());
    }

    private static String parameters(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + Values.shorter(value.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static Section search(StudyFigures study) {
        List<Block> blocks = new ArrayList<>();
        long trained = study.trained().stream().map(Candidate::trial).distinct().count();
        blocks.add(new Paragraph("Trained: " + trained + "; rejected before any training, as over a limit: "
                + study.rejected().size()
                + (study.timed() == 0 ? "" : " (" + study.timed() + " of them timed, the others by forecast)")
                + "; failed: " + study.failed().size() + ". Times are " + study.conditions() + "."));
        study.failed()
                .forEach(trial -> blocks.add(new Warning("Trial " + trial.trial() + " failed: " + trial.reason())));
        Candidate chosen = study.chosen();
        if (chosen != null) {
            blocks.add(new Paragraph(chosen(study, chosen)));
            blocks.add(pareto(study));
        }
        if (!study.rejected().isEmpty()) {
            blocks.add(new Table(
                    "Rejected before training",
                    false,
                    List.of(Column.number("trial"), Column.text("over a limit with"), Column.text("parameters")),
                    study.rejected().stream().map(StudySections::row).toList()));
        }
        return new Section("study", "The search", blocks);
    }

    private static Row row(Untrained trial) {
        return Row.of(
                Cell.of(Integer.toString(trial.trial())),
                Cell.of(trial.reason()),
                Cell.of(parameters(trial.parameters())));
    }

    private static String chosen(StudyFigures study, Candidate chosen) {
        Double testF1 = study.testF1();
        return "Chosen: trial " + chosen.trial()
                + (chosen.precision().isEmpty() ? "" : " in " + chosen.precision()) + ", dev F1 "
                + Digits.f1(chosen.f1())
                + (testF1 == null ? "." : ", test F1 " + Digits.f1(testF1) + ", by which nothing was chosen.");
    }

    private static Chart pareto(StudyFigures study) {
        List<Map<String, Object>> points = study.trained().stream()
                .map(candidate -> Map.<String, Object>of(
                        "trial", candidate.trial(),
                        "precision", candidate.precision(),
                        "f1", 100 * candidate.f1(),
                        "millis", candidate.millis(),
                        "megabytes", candidate.bytes() / 1e6,
                        "front", candidate.isFront(),
                        "chosen", candidate.isChosen()))
                .toList();
        return new Chart(
                "pareto-chart",
                "pareto",
                "Dev F1 of each trained candidate over its time; larger symbols are larger files. Filled ones are not beaten in"
                        + " F1, time and size at once; the others are, or were ended early. The chosen one has a ring.",
                Map.of("time", study.percentile() + " ms", "candidates", points),
                new Table(
                        "Not beaten in F1, time and size at once",
                        columns(study),
                        study.trained().stream()
                                .filter(Candidate::isFront)
                                .sorted((a, b) -> Double.compare(a.millis(), b.millis()))
                                .map(StudySections::row)
                                .toList()));
    }

    private static List<Column> columns(StudyFigures study) {
        return List.of(
                Column.number("trial"),
                Column.number("dev F1"),
                Column.number(study.percentile() + " ms"),
                Column.number("MB"),
                Column.number("epochs"),
                Column.text("parameters"));
    }

    private static Row row(Candidate candidate) {
        return new Row(
                List.of(
                        Cell.of(Integer.toString(candidate.trial()), candidate.isChosen() ? "chosen" : ""),
                        Cell.of(Digits.f1(candidate.f1())),
                        Cell.of(Digits.three(candidate.millis())),
                        Cell.of(Digits.megabytes(candidate.bytes())),
                        Cell.of(Integer.toString(candidate.devF1().size())),
                        Cell.of(parameters(candidate))),
                candidate.isChosen());
    }

    /** One of each trial: its precisions share their training. */
    private static List<Candidate> onePerTrial(StudyFigures study) {
        Map<Integer, Candidate> byTrial = new LinkedHashMap<>();
        study.trained().forEach(candidate -> byTrial.putIfAbsent(candidate.trial(), candidate));
        return List.copyOf(byTrial.values());
    }

    private static Section importance(StudyFigures study) {
        List<Candidate> trials = onePerTrial(study);
        int epochs = trials.stream().mapToInt(Candidate::target).min().orElseThrow();
        List<Candidate> compared =
                trials.stream().filter(trial -> trial.devF1().size() >= epochs).toList();
        String after = epochs == 1 ? "1 epoch" : epochs + " epochs";
        List<Importance> importances = Importance.of(compared, epochs);
        if (compared.size() < FEWEST_TRIALS || importances.isEmpty()) {
            return new Section(
                    "importance",
                    "Which parameters mattered",
                    List.of(new Paragraph("With " + compared.size() + " trials of at least " + after
                            + " nothing can be said of it; " + FEWEST_TRIALS + " are the least.")));
        }
        List<Map<String, Object>> bars = importances.stream()
                .map(importance -> Map.<String, Object>of(
                        "name", importance.parameter(), "share", importance.share(), "label", percent(importance)))
                .toList();
        List<Row> rows = importances.stream()
                .map(importance -> Row.of(
                        Cell.of(importance.parameter()), Cell.of(percent(importance)), Cell.of(means(importance))))
                .toList();
        return new Section(
                "importance",
                "Which parameters mattered",
                List.of(
                        new Paragraph(
                                "The share of the variance of dev F1 that lies between the values of a parameter, less"
                                        + " what chance puts there (omega squared), over " + compared.size()
                                        + " trials after "
                                        + after
                                        + "; numbers with many values are cut into quarters. It looks at one parameter at a"
                                        + " time, and a search tries good values more often: take it as a hint."),
                        new Chart(
                                "importance-chart",
                                "importance",
                                "For each parameter, the share of the variance of dev F1 that goes with it.",
                                Map.of("parameters", bars),
                                new Table(
                                        "Shares, and the mean dev F1 of each value with its number of trials",
                                        List.of(
                                                Column.text("parameter"),
                                                Column.number("share"),
                                                Column.text("mean dev F1")),
                                        rows))));
    }

    private static String percent(Importance importance) {
        return Digits.whole(100 * importance.share()) + " %";
    }

    private static String means(Importance importance) {
        return importance.groups().stream()
                .map(group -> group.values() + ": " + Digits.f1(group.mean()) + " ("
                        + group.f1().size() + ")")
                .collect(Collectors.joining("; "));
    }

    private static Section trials(StudyFigures study) {
        List<Candidate> trained = study.trained();
        List<Map<String, Object>> axes = new ArrayList<>();
        for (String name : trained.get(0).parameters().keySet()) {
            addAxis(
                    axes,
                    name,
                    trained.stream()
                            .map(candidate -> Objects.requireNonNull(
                                    candidate.parameters().get(name)))
                            .toList());
        }
        addAxis(axes, "precision", trained.stream().map(Candidate::precision).toList());
        axes.add(axis(
                study.percentile() + " ms",
                trained.stream().map(Candidate::millis).toList()));
        axes.add(Map.of(
                "name",
                "dev F1",
                "isScore",
                true,
                "values",
                trained.stream().map(candidate -> 100 * candidate.f1()).toList()));
        Chart chart = new Chart(
                "trials-chart",
                "parallel",
                "A line for each trained candidate through its value of each parameter, its time and its dev F1. Thick lines"
                        + " are not beaten; the dashed one was chosen.",
                Map.of(
                        "axes",
                        axes,
                        "front",
                        trained.stream().map(Candidate::isFront).toList(),
                        "chosen",
                        trained.stream().map(Candidate::isChosen).toList()),
                new Table(
                        "Each of them",
                        columns(study),
                        trained.stream().map(StudySections::row).toList()));
        return new Section("trials", "All trained candidates", List.of(chart));
    }

    /** For what differs; values are places of names, or numbers as they are. */
    private static void addAxis(List<Map<String, Object>> axes, String name, List<String> values) {
        List<String> distinct = values.stream().distinct().sorted(Values.ORDER).toList();
        if (distinct.size() > MOST_NAMES && distinct.stream().allMatch(Values::isNumber)) {
            axes.add(axis(name, values.stream().map(Double::parseDouble).toList()));
        } else if (distinct.size() > 1) {
            axes.add(Map.of(
                    "name",
                    name,
                    "names",
                    distinct.stream().map(Values::shorter).toList(),
                    "values",
                    values.stream().map(distinct::indexOf).toList()));
        }
    }

    private static Map<String, Object> axis(String name, List<Double> values) {
        return Map.of("name", name, "values", values);
    }
}
