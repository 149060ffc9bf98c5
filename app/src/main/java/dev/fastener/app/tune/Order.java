package dev.fastener.app.tune;

import dev.fastener.engine.Precision;
import dev.fastener.tune.search.Point;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a worker is to train, as one line: number, epochs and precisions, then the values of the point, all between tabs.
 *
 * @param epochs in all
 * @param precisions in which the model is to be scored
 */
record Order(int trial, int epochs, List<Precision> precisions, Point point) {
    static Order of(Trial trial) {
        return new Order(
                trial.number(),
                trial.target(),
                trial.variants().stream().map(Variant::precision).toList(),
                trial.point());
    }

    static Order parse(String line) {
        String[] parts = line.split("\t");
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 3; i < parts.length; i++) {
            String[] sides = parts[i].split("=", 2);
            values.put(sides[0], sides[1]);
        }
        return new Order(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Precisions.parse(List.of(parts[2].split(","))),
                new Point(values));
    }

    String line() {
        List<String> parts = new ArrayList<>();
        parts.add(Integer.toString(trial));
        parts.add(Integer.toString(epochs));
        parts.add(String.join(",", precisions.stream().map(Precision::toString).toList()));
        point.values().forEach((name, value) -> parts.add(name + "=" + value));
        return String.join("\t", parts);
    }
}
