package dev.fastener.app.accelerate;

import dev.fastener.app.Columns;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Steps one after another, each in its part of the time that is left; those that the journal holds are not done again. */
final class Run {
    private final List<Step> steps;
    private final Journal journal;
    private final double budgetSeconds;
    private volatile boolean interrupted;

    Run(List<Step> steps, Journal journal, Duration budget) {
        this.steps = steps;
        this.journal = journal;
        this.budgetSeconds = budget.toMillis() / 1e3;
    }

    /** @throws StepFailedException where a step failed */
    void run() throws IOException {
        // A step that Ctrl-C ends early is not done, whatever it has written.
        Thread hook = new Thread(() -> interrupted = true, "interruption of accelerate");
        Runtime.getRuntime().addShutdownHook(hook);
        for (int i = 0; i < steps.size() && !interrupted; i++) {
            Step step = steps.get(i);
            if (journal.holds(step.name())) {
                System.err.printf("fastener: %s is done already%n", step.name());
                continue;
            }
            Duration time = time(i);
            System.err.printf(
                    Locale.ROOT,
                    "%nfastener: step %d of %d, %s%s%n",
                    i + 1,
                    steps.size(),
                    step.name(),
                    step.share() == 0 ? "" : ", in " + words(time.toMillis() / 1e3));
            long started = System.nanoTime();
            String outcome = step.action().run(time);
            if (!interrupted) {
                journal.add(step.name(), (System.nanoTime() - started) / 1e9, outcome);
            }
        }
        if (!interrupted) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    boolean interrupted() {
        return interrupted;
    }

    /** The part of the time left that is step {@code i}'s, all of it where the step has no share; at least a second. */
    private Duration time(int i) {
        double left = Math.max(0, budgetSeconds - journal.seconds());
        double shares = steps.subList(i, steps.size()).stream()
                .filter(step -> !journal.holds(step.name()))
                .mapToDouble(Step::share)
                .sum();
        double share = steps.get(i).share();
        return Duration.ofSeconds(Math.max(1, Math.round(share == 0 ? left : left * share / shares)));
    }

    /** What each step took and gave. */
    String summary() {
        Columns table = new Columns();
        table.row("step", "time", "");
        journal.entries().forEach((name, entry) -> table.row(name, words(entry.seconds()), entry.outcome()));
        table.row("all", words(journal.seconds()), "");
        return table.render("");
    }

    private static String words(double seconds) {
        return seconds < 99.5
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.1f min", seconds / 60);
    }
}
