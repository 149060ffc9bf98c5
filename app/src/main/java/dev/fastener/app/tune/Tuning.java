package dev.fastener.app.tune;

import dev.fastener.app.Progress;
import dev.fastener.tune.latency.Limits;
import dev.fastener.tune.search.Asha;
import dev.fastener.tune.search.Observation;
import dev.fastener.tune.search.Point;
import dev.fastener.tune.search.Sampler;
import dev.fastener.tune.search.TpeSampler;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The search itself: proposes points, rejects those over a limit, has the others trained by workers, and lets the best go on.
 * All that it knows is in the study, so one that was killed goes on by being started again.
 */
final class Tuning {
    /** Proposals in a row that all exceed a limit, after which none is expected to keep it. */
    private static final int MOST_REJECTIONS = 300;

    /** Workers that may die over one trial before it counts as failed. */
    private static final int MOST_DEATHS = 2;

    private final Study study;
    private final Sampler sampler;
    private final Asha asha;
    private final Admission admission;
    private final int trials;
    private final Progress progress = Progress.onStandardError();
    private final LiveTable table;
    private final Map<WorkerProcess, Integer> busy = new HashMap<>();
    private boolean isExhausted;

    /** @param trials that are to be trained at most */
    Tuning(Study study, Sampler sampler, Asha asha, Admission admission, int trials) {
        this.study = study;
        this.sampler = sampler;
        this.asha = asha;
        this.admission = admission;
        this.trials = trials;
        this.table = new LiveTable(asha, trials);
    }

    /** Starts a worker that answers into a queue. */
    interface Workers {
        WorkerProcess start(int place, BlockingQueue<WorkerProcess.Message> messages) throws IOException;
    }

    /**
     * Searches until nothing is left to do or the time is up.
     *
     * @param untilNanos of {@link System#nanoTime}; null for no limit of time
     * @throws IllegalArgumentException where no candidate keeps the limits
     * @throws IOException where the study or a model can't be written
     */
    void run(Workers starter, int workers, @Nullable Long untilNanos) throws IOException, InterruptedException {
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
                progress.block(table.lines(study.trials(), busy.values(), workers));
                long left = untilNanos == null ? Long.MAX_VALUE : untilNanos - System.nanoTime();
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
            progress.clear();
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
        String[] words = message.line().split(" ");
        switch (words[0]) {
            case "epoch" -> {
                double seconds = Double.parseDouble(words[3]);
                study.addEpoch(number, Integer.parseInt(words[1]), Double.parseDouble(words[2]), seconds);
                table.epoch(seconds);
                return false;
            }
            case "done" -> {
                busy.remove(message.from());
                Trial trial = study.trials().get(number);
                study.end(number, trial.target(), scored(trial.variants(), words));
                List<Trial> all = study.trials();
                progress.line(table.ended(all.get(number), all));
                return true;
            }
            case "failed" -> {
                busy.remove(message.from());
                fail(number, message.line().substring(words[0].length()).strip());
                return true;
            }
            case "stopped" ->
                throw new IOException(
                        message.line().substring(words[0].length()).strip());
            default -> {
                busy.remove(message.from());
                died(number, message.from());
                return false;
            }
        }
    }

    /** @param words of a worker: "done BYTES F1 BYTES F1 ..." */
    private static List<Variant> scored(List<Variant> variants, String[] words) {
        List<Variant> scored = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            scored.add(variants.get(i).trained(Long.parseLong(words[1 + 2 * i]), Double.parseDouble(words[2 + 2 * i])));
        }
        return scored;
    }

    /** Killed for memory, perhaps by chance: the trial goes on from its checkpoint, once. */
    private void died(int number, WorkerProcess worker) throws IOException, InterruptedException {
        study.died(number);
        int deaths = study.trials().get(number).deaths();
        String how = "its worker ended with exit code " + worker.exitCode() + lastWords(worker.log());
        if (deaths >= MOST_DEATHS) {
            fail(number, how + ", for the second time");
        } else {
            progress.line("trial " + number + ": " + how + "; it goes on from its last epoch in another one");
        }
    }

    /** The last line that it wrote about an error; nothing where it was killed. */
    private static String lastWords(Path log) {
        try {
            List<String> errors = Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith("fastener: "))
                    .toList();
            return errors.isEmpty() ? "" : " (" + errors.get(errors.size() - 1) + ")";
        } catch (IOException e) {
            return "";
        }
    }

    private void fail(int number, String reason) throws IOException {
        study.fail(number, reason);
        progress.line("trial " + number + ": failed: " + reason);
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
        if (promotion == null && all.stream().filter(Tuning::wasAdmitted).count() < trials && !isExhausted) {
            Trial proposed = propose();
            if (proposed != null) {
                return proposed;
            }
        }
        if (promotion == null && busy.isEmpty()) {
            promotion = last(all);
        }
        if (promotion == null) {
            return null;
        }
        study.extend(promotion.trial(), asha.rungs().get(promotion.rung()));
        return study.trials().get(promotion.trial());
    }

    private Asha.@Nullable Promotion promotion(List<Trial> all) {
        List<Map<Integer, double[]>> results = new ArrayList<>();
        List<Set<Integer>> begun = new ArrayList<>();
        for (int epochs : asha.rungs()) {
            results.add(all.stream()
                    .filter(trial -> trial.state() == Trial.State.ADMITTED && trial.ended() >= epochs)
                    .collect(Collectors.toMap(Trial::number, trial -> losses(trial, epochs))));
            begun.add(all.stream()
                    .filter(trial -> trial.target() >= epochs)
                    .map(Trial::number)
                    .collect(Collectors.toSet()));
        }
        return asha.next(results, begun);
    }

    /** With few trials no share of a rung may go on to the end: then the best of all does, once nothing else is left to do. */
    private Asha.@Nullable Promotion last(List<Trial> all) {
        int whole = asha.rungs().get(asha.rungs().size() - 1);
        List<Trial> trained = all.stream()
                .filter(trial -> trial.state() == Trial.State.ADMITTED)
                .toList();
        if (trained.isEmpty() || trained.stream().anyMatch(trial -> trial.target() == whole)) {
            return null;
        }
        Trial best = trained.stream()
                .max(Comparator.comparingInt(Trial::ended).thenComparingDouble(Trial::bestF1))
                .orElseThrow();
        return new Asha.Promotion(best.number(), asha.rungs().indexOf(best.target()) + 1);
    }

    /** By the foretold time, as a measurement at the end must not change who went on. */
    private double[] losses(Trial trial, int epochs) {
        return new double[] {1 - trial.bestF1(epochs), admission.foretoldMillis(trial.point())};
    }

    /** Proposes until a point keeps the limits; records all of them. Null where nothing is left to propose. */
    private @Nullable Trial propose() throws IOException {
        List<Trial> all = study.trials();
        for (int rejected = rejectedInARow(all); rejected < MOST_REJECTIONS; rejected++) {
            Point point = sampler.propose(
                    all.size(),
                    observations(all),
                    all.stream().map(Trial::point).collect(Collectors.toSet()));
            if (point == null) {
                break;
            }
            Trial trial = admission.judge(all.size(), point, asha.rungs().get(0));
            study.add(trial);
            all = study.trials();
            if (wasAdmitted(trial)) {
                return trial;
            }
        }
        isExhausted = true;
        if (all.stream().noneMatch(Tuning::wasAdmitted)) {
            throw new IllegalArgumentException(noneKeeps(admission.limits(), all));
        }
        progress.line("no new point is left that keeps the limits");
        return null;
    }

    private static int rejectedInARow(List<Trial> all) {
        int rejected = 0;
        while (rejected < all.size() && !wasAdmitted(all.get(all.size() - 1 - rejected))) {
            rejected++;
        }
        return rejected;
    }

    private static String noneKeeps(Limits limits, List<Trial> all) {
        Trial nearest = all.stream()
                .min(Comparator.comparingDouble(trial -> trial.fastest().excess()))
                .orElseThrow();
        return "no candidate of " + all.size() + " keeps the limit of " + limits + "; the nearest, "
                + nearest.point().values() + ", has " + nearest.reason()
                + "; allow more, or widen the space towards smaller networks";
    }

    /**
     * Trials are compared at the highest rung that enough of them have ended (Falkner et al. 2018). The worse half by F1 counts
     * as if over a limit: how fast a network is that learnt little is of no interest.
     */
    private List<Observation> observations(List<Trial> all) {
        int compared = asha.rungs().get(0);
        for (int epochs : asha.rungs()) {
            long ended =
                    all.stream().filter(trial -> trial.devF1().size() >= epochs).count();
            compared = ended >= TpeSampler.STARTUP ? epochs : compared;
        }
        int epochs = compared;
        double[] ascending = all.stream()
                .filter(trial -> trial.devF1().size() >= epochs)
                .mapToDouble(trial -> trial.bestF1(epochs))
                .sorted()
                .toArray();
        double median = ascending.length == 0 ? 0 : ascending[ascending.length / 2];
        List<Observation> observations = new ArrayList<>();
        for (Trial trial : all) {
            if (trial.state() == Trial.State.REJECTED) {
                observations.add(new Observation(
                        trial.point(), new double[2], trial.fastest().excess()));
            } else if (trial.devF1().size() >= epochs) {
                observations.add(new Observation(
                        trial.point(), losses(trial, epochs), Math.max(0, median - trial.bestF1(epochs))));
            }
        }
        return observations;
    }
}
