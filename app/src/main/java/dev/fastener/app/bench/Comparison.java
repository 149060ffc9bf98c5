package dev.fastener.app.bench;

import dev.fastener.engine.EngineException;
import dev.fastener.model.TaggerModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All engines on one model, opened once; measures workload after workload. */
final class Comparison implements AutoCloseable {
    private final TaggerModel model;
    private final List<Work> works;
    private final int rounds;
    private final long warmUpNanos;
    private final List<Subject> subjects = new ArrayList<>();
    private final Map<Setup, String> notApplicable = new LinkedHashMap<>();

    Comparison(TaggerModel model, List<Setup> setups, List<Work> works, int rounds, long warmUpNanos) {
        this.model = model;
        this.works = works;
        this.rounds = rounds;
        this.warmUpNanos = warmUpNanos;
        for (Setup setup : setups) {
            try {
                subjects.add(new Subject(setup, model));
            } catch (EngineException e) {
                if (setup.isReference()) {
                    close();
                    throw e;
                }
                notApplicable.put(setup, String.valueOf(e.getMessage()));
            }
        }
    }

    /** The rows of one workload, work by work. */
    List<Result> measure(Workload workload) {
        Subject reference = subjects.stream()
                .filter(subject -> subject.setup().isReference())
                .findFirst()
                .orElseThrow();
        Judge judge = new Judge(model, workload, reference);
        List<Entry> entries = new ArrayList<>();
        for (Work work : works) {
            for (Subject subject : subjects) {
                entries.add(new Entry(work, subject, judge.judge(work, subject)));
            }
        }
        List<Timing> timings = Turns.measure(
                entries.stream()
                        .map(entry -> entry.subject.at(entry.work, workload))
                        .toList(),
                workload.concurrency(),
                warmUpNanos,
                round -> round < rounds);
        List<Result> results = new ArrayList<>();
        for (Work work : works) {
            results.addAll(results(workload, work, entries, timings));
            notApplicable.forEach(
                    (setup, reason) -> results.add(new Result(setup, setup.kernels(), work, workload, null, reason)));
        }
        return results;
    }

    private record Entry(Work work, Subject subject, Parity parity) {}

    private static List<Result> results(Workload workload, Work work, List<Entry> entries, List<Timing> timings) {
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).work == work) {
                rows.add(i);
            }
        }
        int best = rows.stream()
                .filter(i -> entries.get(i).subject.setup().isReference())
                .min(Comparator.comparingDouble(i -> timings.get(i).passMillis()))
                .orElseThrow();
        return rows.stream()
                .map(i -> result(
                        workload,
                        entries.get(i),
                        timings.get(i),
                        timings.get(best),
                        // The works follow each other, scores first, with the same subjects.
                        work == Work.SCORES
                                ? Double.NaN
                                : timings.get(i).timesFasterThan(timings.get(i - rows.get(0)))))
                .toList();
    }

    private static Result result(Workload workload, Entry entry, Timing timing, Timing best, double shareOfScores) {
        double seconds = timing.passMillis() / 1e3;
        Result.Figures figures = new Result.Figures(
                timing.callMillis(Result.SHARES),
                timing.rounds(),
                timing.calls(),
                workload.sentences().size() / seconds,
                workload.characters() / seconds,
                timing.timesFasterThan(best),
                shareOfScores,
                Objects.equals(timing, best),
                timing.throttledPeriods(),
                entry.parity);
        return new Result(entry.subject.setup(), entry.subject.kernels(), entry.work, workload, figures, "");
    }

    @Override
    public void close() {
        subjects.forEach(Subject::close);
    }
}
