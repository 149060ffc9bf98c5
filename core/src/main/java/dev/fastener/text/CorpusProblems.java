package dev.fastener.text;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The oddities met while reading: all are counted, the first of each kind listed. */
public final class CorpusProblems {
    /** How many places of one kind are listed. */
    public static final int LISTED = 1000;

    private static final int DETAIL_CHARS = 200;

    private final Map<ProblemKind, Long> counts = new EnumMap<>(ProblemKind.class);
    private final Map<ProblemKind, List<CorpusProblem>> listed = new EnumMap<>(ProblemKind.class);

    void add(ProblemKind kind, String file, long line, String detail) {
        add(kind, file, line, detail, 1);
    }

    /** One place that stands for {@code times} of them. */
    void add(ProblemKind kind, String file, long line, String detail, long times) {
        counts.merge(kind, times, Long::sum);
        List<CorpusProblem> places = listed.computeIfAbsent(kind, k -> new ArrayList<>());
        if (places.size() < LISTED) {
            String shown = detail.length() <= DETAIL_CHARS ? detail : detail.substring(0, DETAIL_CHARS) + "…";
            places.add(new CorpusProblem(kind, file, line, shown));
        }
    }

    /** How often {@code kind} was met. */
    public long count(ProblemKind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** How many were met in all. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** All kinds met, with their number. */
    public Map<ProblemKind, Long> counts() {
        return Map.copyOf(counts);
    }

    /** The first {@link #LISTED} places of {@code kind}, in file order. */
    public List<CorpusProblem> places(ProblemKind kind) {
        return List.copyOf(listed.getOrDefault(kind, List.of()));
    }
}
