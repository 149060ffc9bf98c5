package dev.fastener.app.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A bound that rows of the core's engine must keep: "p99=20ms@batch=1,threads=1" is a time that no row with a batch of 1 and one
 * thread may exceed, "ratio=6.5@precision=int8" a ratio that each such row must reach.
 *
 * @param text as it was given
 * @param metric index into {@link Result#SHARES}; -1 for the ratio
 * @param bound in milliseconds, or the ratio
 * @param conditions values that a row must have, by column
 */
record Limit(String text, int metric, double bound, Map<String, String> conditions) {
    private static final Pattern FORM =
            Pattern.compile("(p50|p90|p99|p99\\.9|max|ratio)=([0-9]+(?:\\.[0-9]+)?)(us|ms|s)?(?:@(.+))?");
    private static final List<String> TIMES = List.of("p50", "p90", "p99", "p99.9", "max");
    private static final List<String> COLUMNS =
            List.of("engine", "precision", "kernels", "threads", "batch", "concurrency", "order", "work");

    static Limit parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected a limit as p99=20ms@batch=1,threads=1 or ratio=6.5@precision=int8, found " + text);
        }
        boolean isRatio = matcher.group(1).equals("ratio");
        String unit = matcher.group(3);
        if (isRatio != (unit == null)) {
            throw new IllegalArgumentException(
                    isRatio ? "a ratio has no unit, found " + text : "a time needs a unit, us, ms or s, found " + text);
        }
        double bound = Double.parseDouble(matcher.group(2));
        if (unit != null) {
            bound *= unit.equals("us") ? 1e-3 : unit.equals("s") ? 1e3 : 1;
        }
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("engine", "core");
        if (matcher.group(4) != null) {
            for (String condition : matcher.group(4).split(",", -1)) {
                String[] parts = condition.split("=", 2);
                if (parts.length < 2 || !COLUMNS.contains(parts[0])) {
                    throw new IllegalArgumentException("expected after @ conditions as batch=1, of "
                            + String.join(", ", COLUMNS) + ", found " + condition);
                }
                conditions.put(parts[0], parts[1].toLowerCase(Locale.ROOT));
            }
        }
        return new Limit(text, TIMES.indexOf(matcher.group(1)), bound, conditions);
    }

    /** Whether {@code result} is one of the rows that this limits. */
    boolean concerns(Result result) {
        return conditions.entrySet().stream().allMatch(condition -> {
            String value = String.valueOf(result.column(condition.getKey()));
            // "native" stands for "native avx512".
            return value.equals(condition.getValue())
                    || (condition.getKey().equals("kernels") && value.startsWith(condition.getValue() + " "));
        });
    }

    /** What came of it: the worst row decides, and one that this machine can't run is not met. */
    Verdict judge(List<Result> results) {
        List<Double> values = new ArrayList<>();
        for (Result result : results) {
            if (concerns(result)) {
                Result.Figures figures = result.figures();
                if (figures == null) {
                    return new Verdict(false, "limit " + text + " not met: not applicable, " + result.notApplicable());
                }
                values.add(metric < 0 ? figures.ratio() : figures.callMillis()[metric]);
            }
        }
        if (values.isEmpty()) {
            return new Verdict(false, "limit " + text + " not met: no row was measured that it is for");
        }
        double worst = metric < 0
                ? values.stream().min(Double::compare).orElseThrow()
                : values.stream().max(Double::compare).orElseThrow();
        boolean met = metric < 0 ? worst >= bound : worst <= bound;
        String value = metric < 0
                ? String.format(Locale.ROOT, "ratio %.2f", worst)
                : String.format(Locale.ROOT, "%.3g ms", worst);
        return new Verdict(met, "limit " + text + (met ? " met: " : " not met: ") + value);
    }

    /** @param line for the user */
    record Verdict(boolean met, String line) {}

    static final class Converter implements ITypeConverter<Limit> {
        @Override
        public Limit convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
