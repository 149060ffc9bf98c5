package dev.fastener.app.report;

import dev.fastener.app.ladder.Curve;
import dev.fastener.app.report.Block.Cell;
import dev.fastener.app.report.Block.Chart;
import dev.fastener.app.report.Block.Column;
import dev.fastener.app.report.Block.Paragraph;
import dev.fastener.app.report.Block.Row;
import dev.fastener.app.report.Block.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Times over sentence length or batch size, and from where on a GPU pays. */
final class CurveSection {
    private CurveSection() {}

    /** @param unit of what they are over */
    static Section of(String id, String title, String unit, List<Curve> curves) {
        List<Integer> places = places(curves);
        List<Column> columns = new ArrayList<>(List.of(Column.text("engine")));
        places.forEach(place -> columns.add(Column.number(Digits.whole(place))));
        List<Row> rows = new ArrayList<>();
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Curve curve : curves) {
            Map<Integer, Curve.Point> points = byPlace(curve);
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(curve.engine())));
            List<Object> values = new ArrayList<>();
            for (int place : places) {
                Curve.Point point = points.get(place);
                cells.add(
                        point == null
                                ? Cell.NONE
                                : Cell.of(Digits.three(point.p50Millis()), Digits.three(point.p99Millis())));
                values.add(point == null ? Double.NaN : point.p50Millis());
            }
            rows.add(new Row(cells, false));
            lines.add(Map.of("name", curve.engine(), "millis", values));
        }
        return new Section(
                id,
                title,
                List.of(
                        new Paragraph(breakEven(unit, places, curves)),
                        new Chart(
                                id + "-chart",
                                "curves",
                                "Median milliseconds of a call over " + unit
                                        + ", both on logarithmic scales, a line for" + " each engine.",
                                Map.of("places", places, "unit", unit, "lines", lines),
                                new Table(
                                        "Median ms of a call over " + unit + "; small under it: the 99th percentile",
                                        columns,
                                        rows))));
    }

    static boolean isGpu(String engine) {
        return engine.contains(" on cuda") || engine.contains("CUDA");
    }

    /** The smallest place from which on the GPU is faster than every other engine. */
    static String breakEven(String unit, List<Integer> places, List<Curve> curves) {
        List<Curve> gpus =
                curves.stream().filter(curve -> isGpu(curve.engine())).toList();
        if (gpus.isEmpty()) {
            return "No GPU here: no break-even between CPU and GPU.";
        }
        List<Curve> cpus =
                curves.stream().filter(curve -> !isGpu(curve.engine())).toList();
        int from = -1;
        for (int i = places.size() - 1; i >= 0 && fastest(gpus, places.get(i)) < fastest(cpus, places.get(i)); i--) {
            from = places.get(i);
        }
        return from < 0
                ? "The GPU is not faster than the best CPU engine at the largest size measured, "
                        + places.get(places.size() - 1) + " " + unit + "."
                : "The GPU is faster than every CPU engine from " + from + " " + unit + " on.";
    }

    private static double fastest(List<Curve> curves, int place) {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .filter(point -> point.at() == place)
                .mapToDouble(Curve.Point::p50Millis)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static List<Integer> places(List<Curve> curves) {
        TreeSet<Integer> places = new TreeSet<>();
        curves.forEach(curve -> curve.points().forEach(point -> places.add(point.at())));
        return List.copyOf(places);
    }

    private static Map<Integer, Curve.Point> byPlace(Curve curve) {
        Map<Integer, Curve.Point> points = new LinkedHashMap<>();
        curve.points().forEach(point -> points.put(point.at(), point));
        return points;
    }
}
