package dev.fastener.app.report;

import dev.fastener.app.ladder.Factors;
import dev.fastener.app.ladder.Interval;
import dev.fastener.app.ladder.Ladder;
import dev.fastener.app.ladder.Rung;
import dev.fastener.app.report.Block.Cell;
import dev.fastener.app.report.Block.Chart;
import dev.fastener.app.report.Block.Column;
import dev.fastener.app.report.Block.Paragraph;
import dev.fastener.app.report.Block.Row;
import dev.fastener.app.report.Block.Table;
import dev.fastener.app.report.Block.Warning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ladder, its total as three factors, and times over length and batch. */
final class LadderSections {
    private LadderSections() {}

    static List<Section> of(Ladder ladder) {
        List<Section> sections = new ArrayList<>(List.of(rungs(ladder)));
        Factors factors = ladder.factors();
        if (factors != null) {
            sections.add(factors(factors));
        }
        if (!ladder.byLength().isEmpty()) {
            sections.add(CurveSection.of("length", "By length of the sentence", "characters", ladder.byLength()));
        }
        if (!ladder.byBatch().isEmpty()) {
            sections.add(CurveSection.of("batch", "By size of the batch", "sentences", ladder.byBatch()));
        }
        return sections;
    }

    static boolean isGpu(Rung rung) {
        return rung.name().equals("GPU") || CurveSection.isGpu(rung.engine());
    }

    private static Section rungs(Ladder ladder) {
        List<Map<String, Object>> bars = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        List<Block> faults = new ArrayList<>();
        for (Rung rung : ladder.rungs()) {
            Rung.Figures figures = rung.figures();
            bars.add(figures == null ? notRun(rung) : bar(rung, figures));
            rows.add(figures == null ? notRunRow(rung) : row(rung, figures));
            if (figures != null && !figures.fault().isEmpty()) {
                faults.add(new Warning(rung.name() + ": " + figures.fault()));
            }
        }
        List<Block> blocks = new ArrayList<>(faults);
        blocks.add(new Paragraph("Ids in, tag scores out, " + Digits.whole(ladder.sentences()) + " sentences of "
                + ladder.corpus() + " with " + Digits.whole(ladder.characters()) + " tokens; "
                + Digits.whole(100 * ladder.realShare()) + "\u00a0%"
                + " of the padded batches is text, the rest is padding. All rungs took turns; an interval holds 95 % of what"
                + " the rounds say of their median."));
        blocks.add(new Chart(
                "ladder-chart",
                "ladder",
                "Milliseconds a sentence of each rung, slowest idea first, on a logarithmic scale. Solid: its time;"
                        + " hatched: what it saves against the rung before it; whiskers: 95 % intervals.",
                Map.of("rungs", bars),
                new Table(
                        "Figures of each rung",
                        List.of(
                                Column.text("rung"),
                                Column.number("ms a sentence"),
                                Column.number("times as fast"),
                                Column.number("step"),
                                Column.number("F1"),
                                Column.number("equal tags"),
                                Column.number("difference"),
                                Column.number("rounds")),
                        rows)));
        blocks.add(new Paragraph(
                "Times as fast is against the first rung that was run, step against the one before. Equal tags"
                        + " are those of the first rung; difference is the largest one of a score to that of another engine on the"
                        + " same model, as a share of the sentence's largest score where that is above 1."));
        return new Section("ladder", "Step by step", blocks);
    }

    private static Map<String, Object> bar(Rung rung, Rung.Figures figures) {
        Map<String, Object> bar = new LinkedHashMap<>();
        bar.put("name", rung.name());
        bar.put("millis", figures.millis().value());
        bar.put("low", figures.millis().low());
        bar.put("high", figures.millis().high());
        bar.put("time", Digits.three(figures.millis().value()) + " ms");
        bar.put("ratio", Digits.times(figures.ratio().value()));
        return bar;
    }

    private static Map<String, Object> notRun(Rung rung) {
        return Map.of("name", rung.name(), "notRun", true);
    }

    private static Row row(Rung rung, Rung.Figures figures) {
        return Row.of(
                Cell.of(rung.name(), rung.model() + "; " + rung.engine()),
                Cell.of(Digits.three(figures.millis().value()), Digits.span(figures.millis())),
                Cell.of(Digits.times(figures.ratio().value()), Digits.span(figures.ratio())),
                Cell.of(Digits.times(figures.step().value()), Digits.span(figures.step())),
                Cell.of(Digits.f1(figures.f1())),
                Cell.of(Digits.percent(figures.equalTags())),
                Cell.of(Digits.small(figures.difference())),
                Cell.of(Digits.whole(figures.rounds())));
    }

    private static Row notRunRow(Rung rung) {
        return Row.of(
                Cell.of(rung.name(), "not run: " + rung.notRun()),
                Cell.NONE,
                Cell.NONE,
                Cell.NONE,
                Cell.NONE,
                Cell.NONE,
                Cell.NONE,
                Cell.NONE);
    }

    private static Section factors(Factors factors) {
        List<Map<String, Object>> bars = List.of(
                factor("same network", factors.sameNetworkSorted()),
                factor("no padding", factors.padding()),
                factor("smaller network", factors.slimming()),
                factor("together", factors.total()));
        return new Section(
                "factors",
                "Where it comes from",
                List.of(
                        new Paragraph("The total, "
                                + Digits.times(factors.total().value()) + ", is a product: "
                                + Digits.times(factors.sameNetworkSorted().value())
                                + " by another engine for the same network, "
                                + Digits.times(factors.padding().value()) + " by computing no padding, and "
                                + Digits.times(factors.slimming().value()) + " by a smaller network."),
                        new Chart(
                                "factors-chart",
                                "factors",
                                "The three factors of the total, each beginning where the one before ends, on a"
                                        + " logarithmic scale, and the total under them.",
                                Map.of("factors", bars),
                                new Table(
                                        "The factors",
                                        List.of(
                                                Column.text("factor"),
                                                Column.number("times as fast"),
                                                Column.number("95 %")),
                                        List.of(
                                                row(
                                                        "Same network",
                                                        "TensorFlow over our engine, both in batches sorted by length",
                                                        factors.sameNetworkSorted()),
                                                row(
                                                        "No padding",
                                                        "TensorFlow's batches in the order of the text over its sorted ones",
                                                        factors.padding()),
                                                row(
                                                        "Smaller network",
                                                        "the first model over the last one, both on our engine",
                                                        factors.slimming()),
                                                row("Together", "", factors.total()),
                                                row(
                                                        "Same network, padded",
                                                        "the first and the second factor: TensorFlow padded over our engine",
                                                        factors.sameNetworkPadded()))))));
    }

    private static Map<String, Object> factor(String name, Interval interval) {
        return Map.of("name", name, "value", interval.value(), "label", Digits.times(interval.value()));
    }

    private static Row row(String name, String detail, Interval interval) {
        return Row.of(Cell.of(name, detail), Cell.of(Digits.times(interval.value())), Cell.of(Digits.span(interval)));
    }
}
