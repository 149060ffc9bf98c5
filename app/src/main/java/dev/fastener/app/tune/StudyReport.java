package dev.fastener.app.tune;

import dev.fastener.app.report.StudyFigures;
import dev.fastener.tune.study.Study;
import dev.fastener.tune.study.Trial;
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
        List<Trial> front = Table.pareto(outcome.trials());
        List<StudyFigures.Candidate> trained = new ArrayList<>();
        List<StudyFigures.Untrained> untrained = new ArrayList<>();
        int timed = 0;
        for (Trial trial : outcome.trials()) {
            Map<String, String> parameters = trial.point().values();
            if (trial.state() != Trial.State.ADMITTED) {
                String reason = String.valueOf(trial.reason());
                boolean isFailed = trial.state() == Trial.State.FAILED;
                untrained.add(new StudyFigures.Untrained(trial.number(), isFailed, reason, parameters));
                timed += reason.contains("(timed)") ? 1 : 0;
            } else if (!trial.devF1().isEmpty()) {
                boolean isChosen = trial.equals(outcome.chosen());
                trained.add(new StudyFigures.Candidate(
                        trial.number(),
                        "",
                        parameters,
                        trial.bestF1(),
                        isChosen && outcome.measuredMillis() > 0 ? outcome.measuredMillis() : trial.millis(),
                        trial.bytes(),
                        trial.devF1(),
                        trial.target(),
                        front.contains(trial),
                        isChosen));
            }
        }
        return new StudyFigures(outcome.conditions(), trained, untrained, timed, outcome.testF1(), machine);
    }
}
