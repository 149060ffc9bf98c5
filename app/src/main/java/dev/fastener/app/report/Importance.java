package dev.fastener.app.report;

import dev.fastener.app.report.StudyFigures.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How much of what trials differ in goes with one parameter: omega squared, the share of the variance of dev F1 that lies
 * between the groups of its values, less what chance puts there (Hays 1963). It looks at one parameter at a time.
 *
 * @param share 0 to 1
 * @param groups in the order of their values
 */
record Importance(String parameter, double share, List<Group> groups) {
    /** Groups that many values of a number are cut into. */
    private static final int CUTS = 4;

    /** Different values of a number up to which each is a group. */
    private static final int MOST_VALUES = 6;

    /**
     * Trials with like values.
     *
     * @param values in words
     * @param f1 of each of them, 0 to 1
     */
    record Group(String values, List<Double> f1) {
        double mean() {
            return f1.stream().mapToDouble(each -> each).average().orElse(Double.NaN);
        }
    }

    /**
     * Of each parameter that was varied, the most important first.
     *
     * @param trials trained for {@code epochs} at least
     * @param epochs after which all are compared
     */
    static List<Importance> of(List<Candidate> trials, int epochs) {
        Set<String> names = new LinkedHashSet<>();
        trials.forEach(trial -> names.addAll(trial.parameters().keySet()));
        List<Importance> all = new ArrayList<>();
        for (String name : names) {
            List<Group> groups = groups(name, trials, epochs);
            if (groups.size() > 1) {
                all.add(new Importance(name, omegaSquared(groups), groups));
            }
        }
        all.sort(Comparator.comparingDouble(importance -> -importance.share()));
        return all;
    }

    private static List<Group> groups(String name, List<Candidate> trials, int epochs) {
        Map<String, List<Double>> byValue = new LinkedHashMap<>();
        trials.stream()
                .filter(trial -> trial.parameters().containsKey(name))
                .sorted(Comparator.comparing(trial -> parameter(trial, name), Values.ORDER))
                .forEach(trial -> byValue.computeIfAbsent(parameter(trial, name), value -> new ArrayList<>())
                        .add(trial.bestF1(epochs)));
        List<Group> single = new ArrayList<>();
        byValue.forEach((value, f1) -> single.add(new Group(Values.shorter(value), f1)));
        boolean isMany =
                single.size() > MOST_VALUES && byValue.keySet().stream().allMatch(Values::isNumber);
        return isMany ? cut(single) : single;
    }

    private static String parameter(Candidate trial, String name) {
        return Objects.requireNonNull(trial.parameters().get(name), name);
    }

    /** Neighbours joined to groups of about as many trials. */
    private static List<Group> cut(List<Group> single) {
        int trials = single.stream().mapToInt(group -> group.f1().size()).sum();
        List<Group> groups = new ArrayList<>();
        List<Double> f1 = new ArrayList<>();
        String first = "";
        int seen = 0;
        for (Group group : single) {
            first = f1.isEmpty() ? group.values() : first;
            f1.addAll(group.f1());
            seen += group.f1().size();
            if (seen * CUTS >= trials * (groups.size() + 1)) {
                groups.add(new Group(first + " to " + group.values(), List.copyOf(f1)));
                f1.clear();
            }
        }
        return groups;
    }

    private static double omegaSquared(List<Group> groups) {
        List<Double> all = groups.stream().flatMap(group -> group.f1().stream()).toList();
        double mean = all.stream().mapToDouble(f1 -> f1).average().orElse(0);
        double total = all.stream().mapToDouble(f1 -> square(f1 - mean)).sum();
        double between = groups.stream()
                .mapToDouble(group -> group.f1().size() * square(group.mean() - mean))
                .sum();
        int within = all.size() - groups.size();
        if (within <= 0 || total == 0) {
            return 0;
        }
        double noise = (total - between) / within;
        return Math.max(0, (between - (groups.size() - 1) * noise) / (total + noise));
    }

    private static double square(double value) {
        return value * value;
    }
}
