package dev.fastener.app.accelerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
    @TempDir
    private Path folder;

    private final List<String> done = new ArrayList<>();

    private Step step(String name, double share) {
        return new Step(name, share, time -> {
            done.add(name + " " + time.toSeconds());
            return "well";
        });
    }

    private Journal journal() throws IOException {
        return Journal.open(folder.resolve("steps.tsv"), "test");
    }

    @Test
    void theBudgetIsSharedOutAndWhatIsNotUsedGoesToTheNext() throws IOException {
        List<Step> steps = List.of(step("a", 0), step("b", 0.6), step("c", 0.2), step("d", 0.2));
        new Run(steps, journal(), Duration.ofSeconds(100)).run();
        assertThat(done).containsExactly("a 100", "b 60", "c 50", "d 100");
    }

    @Test
    void aStepThatFailedIsDoneAgainAndThoseBeforeItAreNot() throws IOException {
        Step failing = new Step("b", 0, time -> {
            throw new StepFailedException(2);
        });
        Run broken = new Run(List.of(step("a", 0), failing, step("c", 0)), journal(), Duration.ofSeconds(100));
        assertThatThrownBy(broken::run).isInstanceOf(StepFailedException.class);
        assertThat(done).containsExactly("a 100");
        new Run(List.of(step("a", 0), step("b", 0), step("c", 0)), journal(), Duration.ofSeconds(100)).run();
        assertThat(done).containsExactly("a 100", "b 100", "c 100");
    }

    @Test
    void timeThatEarlierRunsTookIsUsedUp() throws IOException {
        journal().add("a", 70, "");
        new Run(List.of(step("a", 0.5), step("b", 0.5)), journal(), Duration.ofSeconds(100)).run();
        assertThat(done).containsExactly("b 30");
    }
}
