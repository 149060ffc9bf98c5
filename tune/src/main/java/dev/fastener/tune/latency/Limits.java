package dev.fastener.tune.latency;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a candidate must keep: "p99=2ms@batch=1,threads=1,lengths=dev" a time, "size=5MB" the size of its file.
 *
 * @param conditions of all times
 * @param millis most time of a call; infinite for no limit
 * @param bytes largest file; Long.MAX_VALUE for no limit
 */
public record Limits(Conditions conditions, double millis, long bytes) {
    private static final Pattern FORM =
            Pattern.compile("(p50|p99|size)=([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|ms|s|kB|KB|MB)(?:@(.+))?");
    private static final Set<String> CONDITIONS = Set.of("batch", "threads", "lengths", "length");

    /** A candidate this close to a limit, as a share of it, is timed instead of predicted. */
    private static final double BORDER = 0.2;

    /**
     * @throws IllegalArgumentException where one is not of that form, or two are of a kind
     */
    public static Limits parse(List<String> texts) {
        Limits limits = new Limits(Conditions.defaults(), Double.POSITIVE_INFINITY, Long.MAX_VALUE);
        for (String text : texts) {
            Matcher matcher = FORM.matcher(text);
            boolean size = text.startsWith("size=");
            if (!matcher.matches() || matcher.group(3).endsWith("B") != size || (size && matcher.group(4) != null)) {
                throw new IllegalArgumentException(
                        "expected a limit as p99=2ms@batch=1,threads=1,lengths=dev, p50=1ms@length=40 or size=5MB, found "
                                + text);
            }
            if (size ? limits.bytes < Long.MAX_VALUE : Double.isFinite(limits.millis)) {
                throw new IllegalArgumentException(
                        "limits: expected one of time and one of size at most, found a second one: " + text);
            }
            double bound = Double.parseDouble(matcher.group(2)) * unit(matcher.group(3));
            limits = size
                    ? new Limits(limits.conditions, limits.millis, (long) bound)
                    : new Limits(conditions(matcher.group(1), matcher.group(4), text), bound, limits.bytes);
            if (!(bound > 0)) {
                throw new IllegalArgumentException("expected a limit above 0, found " + text);
            }
        }
        return limits;
    }

    /** In milliseconds or bytes. */
    private static double unit(String unit) {
        return switch (unit) {
            case "us" -> 1e-3;
            case "s", "kB", "KB" -> 1e3;
            case "MB" -> 1e6;
            default -> 1;
        };
    }

    @SuppressWarnings("NullAway") // A group that is absent is null.
    private static Conditions conditions(String percentile, String text, String limit) {
        Map<String, String> values = new HashMap<>();
        for (String part : text == null ? new String[0] : text.split(",", -1)) {
            String[] sides = part.split("=", 2);
            boolean isNumber = sides.length == 2 && sides[1].matches("[0-9]{1,6}");
            if (sides.length < 2
                    || !CONDITIONS.contains(sides[0])
                    || (sides[0].equals("lengths") ? !sides[1].equals("dev") : !isNumber)
                    || values.put(sides[0], sides[1]) != null) {
                throw new IllegalArgumentException(
                        "expected after @ conditions as batch=1,threads=1,lengths=dev or length=40, found " + part
                                + " in " + limit);
            }
        }
        if (values.containsKey("lengths") && values.containsKey("length")) {
            throw new IllegalArgumentException("expected lengths=dev or length=N, found both in " + limit);
        }
        return new Conditions(
                Percentile.valueOf(percentile.toUpperCase(Locale.ROOT)),
                Integer.parseInt(values.getOrDefault("batch", "1")),
                Integer.parseInt(values.getOrDefault("threads", "1")),
                Integer.parseInt(values.getOrDefault("length", "0")));
    }

    /** By how much the worse limit is exceeded, as a share of it; 0 where both are kept. */
    public double excess(double foundMillis, long foundBytes) {
        return Math.max(0, Math.max(foundMillis / millis, (double) foundBytes / bytes) - 1);
    }

    /** Whether a prediction is too close to the limit to decide. */
    public boolean isBorderline(double predictedMillis) {
        return Math.abs(predictedMillis / millis - 1) <= BORDER;
    }

    @Override
    public String toString() {
        return (Double.isFinite(millis) ? String.format(Locale.ROOT, "%.4g ms ", millis) : "no limit of time ")
                + conditions
                + (bytes < Long.MAX_VALUE ? String.format(Locale.ROOT, ", %,d bytes", bytes) : "");
    }
}
