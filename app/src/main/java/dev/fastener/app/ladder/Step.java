package dev.fastener.app.ladder;

import java.util.List;

/**
 * A rung before it is timed.
 *
 * @param engine in words, where nothing is run
 * @param courses ways to run it, of which the fastest counts: all take part in the rounds, for what a few passes beforehand show to
 *     be the fastest isn't on a busy machine; none where nothing is run
 * @param notRun why nothing is
 */
record Step(String name, LadderModel model, String engine, List<Course> courses, String notRun) {
    /** @param peer that the answers are checked against */
    record Course(Runner runner, Batches batches, Runner peer) {
        /** The engine with its settings and its batches. */
        String words() {
            return runner.words() + ", " + batches.words();
        }
    }

    Step {
        courses = List.copyOf(courses);
    }

    /** Of one model in several ways, at least one. */
    static Step of(String name, List<Course> courses) {
        return new Step(name, courses.get(0).runner().model(), "", courses, "");
    }

    static Step of(String name, Runner runner, Batches batches, Runner peer) {
        return of(name, List.of(new Course(runner, batches, peer)));
    }

    /** The fastest of several engines, or settings of one, on the same batches. */
    static Step ofRunners(String name, List<Runner> runners, Batches batches, Runner peer) {
        return of(
                name,
                runners.stream()
                        .map(runner -> new Course(runner, batches, peer))
                        .toList());
    }

    /** The fastest of several ways to batch the same sentences, on each of several engines. */
    static Step ofWays(String name, List<Runner> runners, List<Batches> ways, Runner peer) {
        return of(
                name,
                runners.stream()
                        .flatMap(runner -> ways.stream().map(way -> new Course(runner, way, peer)))
                        .toList());
    }

    static Step notRun(String name, LadderModel model, String engine, String reason) {
        return new Step(name, model, engine, List.of(), reason);
    }
}
