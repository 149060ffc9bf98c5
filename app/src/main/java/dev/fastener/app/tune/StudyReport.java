package dev.fastener.app.tune;

import dev.fastener.app.report.StudyFigures;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.Trial;
import dev.fastener.tune.study.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A study as the report's figures. */
public final class StudyReport {
    private static final String MACHINE = "machine";

    private StudyReport() {}

    /** Of a study's file, with the choice that "fastener tune" makes by default. */
    public static StudyFigures read(Path file) throws IOException {
        try (Study study = Study.read(file)) {
            return of(Outcome.of(study, Choosing.parse(Choosing.DEFAULT)), machine(study));
        }
    }

    /** Keeps what a study is measured on and with, by name. */
    static void keepMachine(Study study, Map<String, String> facts) throws IOException {
        List<String> lines = new ArrayList<>();
        facts.forEach((name, fact) -> lines.add(name + "\t" + fact.replaceAll("\\s+", " ")));
        study.keepNote(MACHINE, String.join("\n", lines));
    }

    static Map<String, String> machine(Study study) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        String note = study.note(MACHINE);
        if (note != null) {
            for (String line : note.split("\n")) {
                String[] sides = line.split("\t", 2);
                facts.put(sides[0], sides.length == 1 ? "" : sides[1]);
            }
        }
        return facts;
    }

    static StudyFigures of(Outcome outcome, Map<String, String> machine) {
        List<Contender> front = Contender.front(outcome.contenders());
        List<StudyFigures.Candidate> trained = new ArrayList<>();
        List<StudyFigures.Untrained> untrained = new ArrayList<>();
        int timed = 0;
        for (Trial trial : outcome.trials()) {
            Map<String, String> parameters = trial.point().values();
            if (trial.state() != Trial.State.ADMITTED) {
                boolean isFailed = trial.state() == Trial.State.FAILED;
                untrained.add(new StudyFigures.Untrained(
                        trial.number(), isFailed, String.valueOf(trial.reason()), parameters));
                timed += Outcome.wasRejectedByTiming(trial) ? 1 : 0;
            } else if (!trial.devF1().isEmpty()) {
                trial.variants().stream()
                        .filter(variant -> variant.excess() == 0)
                        .map(variant -> candidate(outcome, front, trial, variant))
                        .forEach(trained::add);
            }
        }
        return new StudyFigures(outcome.conditions(), trained, untrained, timed, outcome.testF1(), machine);
    }

    private static StudyFigures.Candidate candidate(
            Outcome outcome, List<Contender> front, Trial trial, Variant variant) {
        Double devF1 = variant.devF1();
        double f1 = devF1 == null ? trial.bestF1() : devF1;
        Contender contender = new Contender(trial, variant, f1);
        return new StudyFigures.Candidate(
                trial.number(),
                variant.precision().toString(),
                trial.point().values(),
                f1,
                variant.millis(),
                variant.bytes(),
                trial.devF1(),
                trial.target(),
                front.contains(contender),
                contender.equals(outcome.chosen()));
    }
}
