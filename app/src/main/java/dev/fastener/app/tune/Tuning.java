package dev.fastener.app.tune;

import dev.fastener.app.Progress;
import dev.fastener.model.TaggerModel;
import dev.fastener.train.Architecture;
import dev.fastener.tune.latency.Forecast;
import dev.fastener.tune.latency.Limits;
import dev.fastener.tune.latency.Stopwatch;
import dev.fastener.tune.search.Asha;
import dev.fastener.tune.search.Observation;
import dev.fastener.tune.search.Point;
import dev.fastener.tune.search.Sampler;
import dev.fastener.tune.search.TpeSampler;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The search itself: proposes points, rejects those over a limit, has the others trained by workers, and lets the best go on.
 * All that it knows is in the study, so one that was killed goes on by being started again.
 */
final class Tuning {
    /** Proposals in a row that all exceed a limit, after which none is expected to keep it. */
    private static final int MOST_REJECTIONS = 300;

    private static final int MOST_DEATHS = 2;

    private final Study study;
    private final Sampler sampler;
    private final Asha asha;
    private final Limits limits;
    private final Forecast forecast;
    private final Stopwatch stopwatch;
    private final Function<Architecture, TaggerModel> untrained;
    private final int trials;
    private final Progress progress = Progress.onStandardError();
    private final Map<WorkerProcess, Integer> busy = new HashMap<>();
    private final Map<Integer, Integer> deaths = new HashMap<>();
    private boolean isExhausted;

    /** @param trials that are to be trained at most */
    Tuning(
            Study study,
            Sampler sampler,
            Asha asha,
            Limits limits,
            Forecast forecast,
            Stopwatch stopwatch,
            Function<Architecture, TaggerModel> untrained,
            int trials) {
        this.study = study;
        this.sampler = sampler;
        this.asha = asha;
        this.limits = limits;
        this.forecast = forecast;
        this.stopwatch = stopwatch;
        this.untrained = untrained;
        this.trials = trials;
    }

    /** Starts a worker that answers into a queue. */
    interface Workers {
        WorkerProcess start(int place, BlockingQueue<WorkerProcess.Message> messages) throws IOException;
    }

    /**
     * Searches until nothing is left to do or the time is up.
     *
     * @throws IllegalArgumentException where no candidate keeps the limits
     */
    void run(Workers starter, int workers, long budgetNanos) throws IOException, InterruptedException {
        long started = System.nanoTime();
        BlockingQueue<WorkerProcess.Message> messages = new LinkedBlockingQueue<>();
        List<WorkerProcess> idle = new ArrayList<>();
        List<WorkerProcess> all = new ArrayList<>();
        Thread hook = new Thread(() -> List.copyOf(all).forEach(WorkerProcess::close), "end of workers");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            while (true) {
                for (Trial trial = free(workers); trial != null; trial = free(workers)) {
                    WorkerProcess worker = idle.isEmpty() ? starter.start(all.size() + 1, messages) : idle.remove(0);
                    if (!all.contains(worker)) {
                        all.add(worker);
                    }
                    busy.put(worker, trial.number());
                    worker.train(trial);
                }
                long left = budgetNanos - (System.nanoTime() - started);
                if (busy.isEmpty() || left <= 0) {
                    break;
                }
                WorkerProcess.Message message = messages.poll(left, TimeUnit.NANOSECONDS);
                if (message != null && handle(message)) {
                    idle.add(message.from());
                }
            }
            if (!busy.isEmpty()) {
                progress.line("the time is up; the same command with more time goes on with this study");
            }
        } finally {
            all.forEach(WorkerProcess::close);
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private @Nullable Trial free(int workers) throws IOException {
        return busy.size() < workers ? next() : null;
    }

    /** Whether the worker has nothing to do now. */
    private boolean handle(WorkerProcess.Message message) throws IOException, InterruptedException {
        Integer number = busy.get(message.from());
        if (number == null) {
            return false;
        }
        String[] words = message.line().split(" ", 2);
        switch (words[0]) {
            case "epoch" -> {
                String[] figures = words[1].split(" ");
                study.addEpoch(
                        number,
                        Integer.parseInt(figures[0]),
                        Double.parseDouble(figures[1]),
                        Double.parseDouble(figures[2]));
                return false;
            }
            case "done" -> {
                busy.remove(message.from());
                report(study.trials().get(number));
                return true;
            }
            case "failed" -> {
                busy.remove(message.from());
                fail(number, words[1]);
                return true;
            }
            default -> {
                busy.remove(message.from());
                // Killed for memory, perhaps by chance: it goes on from its checkpoint, once.
                if (deaths.merge(number, 1, Integer::sum) >= MOST_DEATHS) {
                    fail(
                            number,
                            "its worker ended twice, with exit code "
                                    + message.from().exitCode());
                }
                return false;
            }
        }
    }

    private void fail(int number, String reason) throws IOException {
        study.fail(number, reason);
        progress.line("trial " + number + ": failed: " + reason);
    }

    private void report(Trial trial) throws IOException {
        List<Trial> all = study.trials();
        double best = all.stream().mapToDouble(Trial::bestF1).max().orElse(0);
        long admitted = all.stream().filter(Tuning::wasAdmitted).count();
        progress.line(Table.line(trial, best) + ", " + admitted + "/" + trials + " trials, " + (all.size() - admitted)
                + " rejected before training");
    }

    private static boolean wasAdmitted(Trial trial) {
        return trial.state() != Trial.State.REJECTED;
    }

    /** What a worker is to do next, or null where there is nothing. */
    private @Nullable Trial next() throws IOException {
        List<Trial> all = study.trials();
        for (Trial trial : all) {
            if (trial.isUnfinished() && !busy.containsValue(trial.number())) {
                return trial;
            }
        }
        Asha.Promotion promotion = promotion(all);
        if (promotion != null) {
            study.extend(promotion.trial(), asha.rungs().get(promotion.rung()));
            return study.trials().get(promotion.trial());
        }
        return isExhausted || all.stream().filter(Tuning::wasAdmitted).count() >= trials ? null : propose();
    }

    private Asha.@Nullable Promotion promotion(List<Trial> all) {
        List<Map<Integer, double[]>> results = new ArrayList<>();
        List<Set<Integer>> begun = new ArrayList<>();
        for (int epochs : asha.rungs()) {
            results.add(all.stream()
                    .filter(trial -> trial.devF1().size() >= epochs)
                    .collect(Collectors.toMap(Trial::number, trial -> losses(trial, epochs))));
            begun.add(all.stream()
                    .filter(trial -> trial.target() >= epochs || trial.state() == Trial.State.FAILED)
                    .map(Trial::number)
                    .collect(Collectors.toSet()));
        }
        return asha.next(results, begun);
    }

    private static double[] losses(Trial trial, int epochs) {
        return new double[] {1 - trial.bestF1(epochs), trial.millis()};
    }

    /** Proposes until a point keeps the limits; records all of them. */
    private @Nullable Trial propose() throws IOException {
        for (int i = 0; i < MOST_REJECTIONS; i++) {
            List<Trial> all = study.trials();
            Point point = sampler.propose(
                    all.size(),
                    observations(all),
                    all.stream().map(Trial::point).collect(Collectors.toSet()));
            if (point == null) {
                break;
            }
            Trial trial = judge(all.size(), point);
            study.add(trial);
            if (wasAdmitted(trial)) {
                return trial;
            }
        }
        isExhausted = true;
        List<Trial> all = study.trials();
        if (all.stream().noneMatch(Tuning::wasAdmitted)) {
            Trial nearest =
                    all.stream().min(Comparator.comparingDouble(Trial::excess)).orElseThrow();
            throw new IllegalArgumentException("no candidate of " + all.size() + " keeps the limit of " + limits
                    + "; the nearest, " + nearest.point().values() + ", has " + nearest.reason()
                    + "; allow more, or widen the space towards smaller networks");
        }
        progress.line("no new point is left that keeps the limits");
        return null;
    }

    private Trial judge(int number, Point point) throws IOException {
        Architecture architecture = Candidate.architecture(point);
        long bytes = forecast.bytes(architecture);
        double millis = forecast.millis(architecture);
        String how = "predicted";
        if (limits.isBorderline(millis) && bytes <= limits.bytes()) {
            millis = stopwatch.millis(untrained.apply(architecture), 0);
            how = "timed";
        }
        double excess = limits.excess(millis, bytes);
        String reason = excess == 0 ? null : String.format(Locale.ROOT, "%.3g ms (%s), %,d bytes", millis, how, bytes);
        return new Trial(
                number,
                point,
                excess == 0 ? Trial.State.ADMITTED : Trial.State.REJECTED,
                reason,
                millis,
                bytes,
                excess,
                asha.rungs().get(0),
                List.of());
    }

    /** Trials are compared at the highest rung that enough of them have ended (Falkner et al. 2018). */
    private List<Observation> observations(List<Trial> all) {
        int compared = asha.rungs().get(0);
        for (int epochs : asha.rungs()) {
            long ended =
                    all.stream().filter(trial -> trial.devF1().size() >= epochs).count();
            compared = ended >= TpeSampler.STARTUP ? epochs : compared;
        }
        List<Observation> observations = new ArrayList<>();
        for (Trial trial : all) {
            if (trial.state() == Trial.State.REJECTED) {
                observations.add(new Observation(trial.point(), new double[2], trial.excess()));
            } else if (trial.devF1().size() >= compared) {
                observations.add(new Observation(trial.point(), losses(trial, compared)));
            }
        }
        return observations;
    }
}
