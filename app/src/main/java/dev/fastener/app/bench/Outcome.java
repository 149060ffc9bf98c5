package dev.fastener.app.bench;

import dev.fastener.app.ladder.SideBySide;
import java.util.ArrayList;
import java.util.List;

/** All that one run of the command found out; empty lists where it wasn't asked for. */
record Outcome(
        List<Result> results,
        List<ColdStart.Times> coldStarts,
        List<SoakReport> soaks,
        List<Limit.Verdict> limits,
        List<SideBySide> beside) {
    /** Of models side by side. */
    static Outcome of(List<SideBySide> beside) {
        return new Outcome(List.of(), List.of(), List.of(), List.of(), beside);
    }

    /** What is wrong, a line each. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (Result result : results) {
            if (!result.fault().isEmpty()) {
                faults.add(result.fault());
            }
        }
        for (SoakReport soak : soaks) {
            if (!soak.passed()) {
                faults.add("failed: soak of " + soak.setup().kind() + " "
                        + soak.setup().precision());
            }
        }
        return faults;
    }

    boolean failed() {
        return !faults().isEmpty() || limits.stream().anyMatch(limit -> !limit.met());
    }
}
