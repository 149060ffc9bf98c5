package dev.fastener.app.accelerate;

import dev.fastener.app.Commands;
import dev.fastener.app.train.Sentences;
import dev.fastener.io.AtomicFile;
import dev.fastener.model.Provenance;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a run: what each command is given, and what it leaves in the folder for the next.
 *
 * @param teacher null to choose one by the time that there is
 * @param limits of {@code fastener tune}; none to ask for a model that is no slower than the one that slimming gave
 * @param before what TensorFlow runs in the ladder: "none", "keras" or a file
 */
record Plan(
        Folder folder,
        Journal journal,
        double maxF1Drop,
        @Nullable Stack teacher,
        List<String> limits,
        String before) {
    private static final String TEACHER = "choose a teacher";

    /** Of the budget: most of it trains; what is left to the last steps is for quantising and the ladder. */
    private static final double TEACHER_SHARE = 0.3;

    private static final double SLIM_SHARE = 0.3;
    private static final double TUNE_SHARE = 0.25;
    private static final double LADDER_SHARE = 0.15;

    /** More rounds than fit into this tell nothing more. */
    private static final Duration LONGEST_LADDER = Duration.ofMinutes(5);

    /** Looks at the corpus and trains the model that the others are measured by. */
    List<Step> train(Labelled text) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("inspect", 0, time -> inspect(text)));
        steps.add(new Step(TEACHER, 0, time -> {
            Duration training = Duration.ofMillis((long) (TEACHER_SHARE * time.toMillis()));
            Stack stack = teacher == null ? Stack.teacherFor(text.read().data(), training) : teacher;
            System.err.println("fastener: the teacher has " + stack.layers() + " layers of " + stack.hiddenSize());
            return stack.toString();
        }));
        steps.add(new Step("train", TEACHER_SHARE, time -> train(text, time)));
        return steps;
    }

    /**
     * Makes train, dev and perhaps test of one corpus, in a format that keeps its tokens as they are.
     *
     * @param options by which it is read
     */
    Step split(Path text, List<String> options, boolean withTest) {
        return new Step("split", 0, time -> {
            List<String> command = new ArrayList<>(List.of("data", "split", text.toString()));
            command.addAll(options);
            command.addAll(List.of("--to", "tokens", "--out", folder.corpus().toString()));
            if (!withTest) {
                command.addAll(List.of("--test", "0"));
            }
            run(0, command);
            return folder.corpus().toString();
        });
    }

    /** @param options of {@code fastener convert} */
    Step convert(Path source, List<String> options) {
        return new Step("convert", 0, time -> {
            List<String> command = new ArrayList<>(List.of("convert", source.toString()));
            command.addAll(options);
            command.addAll(List.of(
                    "--out",
                    folder.teacher().toString(),
                    "--report",
                    folder.certificate().toString()));
            run(0, command);
            return folder.teacher() + ", " + folder.certificate();
        });
    }

    /** Takes a model of ours as it is. */
    Step take(Path source) {
        return new Step("take", 0, time -> {
            copy(source, folder.teacher());
            return folder.teacher().toString();
        });
    }

    /** Looks for a smaller model. */
    List<Step> search(Labelled text) {
        return List.of(
                new Step("slim", SLIM_SHARE, time -> slim(text, time)),
                new Step("tune", TUNE_SHARE, time -> tune(text, time)),
                new Step("choose", 0, time -> choose(text)));
    }

    /**
     * Narrows the numbers and measures all.
     *
     * @param text null where there is none
     */
    List<Step> conclude(@Nullable Labelled text) {
        return List.of(
                new Step("quantize", 0, time -> quantize(text)),
                new Step("ladder", LADDER_SHARE, time -> ladder(text, time)));
    }

    private static String inspect(Labelled text) {
        List<String> command =
                new ArrayList<>(List.of("data", "inspect", text.train().toString()));
        command.addAll(text.options());
        run(0, command);
        return text.train().toString();
    }

    private String train(Labelled text, Duration time) throws IOException {
        Journal.Entry chosen = journal.entries().get(TEACHER);
        Stack stack = Stack.parse(chosen == null ? "" : chosen.outcome());
        List<String> command = new ArrayList<>(List.of("train"));
        command.addAll(text.forTraining());
        command.addAll(List.of(
                "--layers",
                String.valueOf(stack.layers()),
                "--hidden-size",
                String.valueOf(stack.hiddenSize()),
                "--out",
                folder.teacher().toString(),
                "--resume",
                "--budget",
                seconds(time)));
        run(0, command);
        return folder.teacher() + ", " + stack + devF1(folder.teacher());
    }

    private String slim(Labelled text, Duration time) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("slim", "--teacher", folder.teacher().toString()));
        command.addAll(text.forTraining());
        command.addAll(List.of(
                "--max-f1-drop", String.valueOf(maxF1Drop),
                "--students", folder.students().toString(),
                "--out", folder.slim().toString(),
                "--json", folder.json("slim").toString(),
                "--budget", seconds(time)));
        int code = run(1, command);
        return code == 0 ? folder.slim() + devF1(folder.slim()) : "no student within the bound";
    }

    private String tune(Labelled text, Duration time) throws IOException {
        List<String> command = new ArrayList<>(List.of("tune", "--precision", "fp32"));
        command.addAll(text.forTraining());
        for (String limit : limits.isEmpty() ? List.of(noSlower(text)) : limits) {
            command.addAll(List.of("--limit", limit));
        }
        command.addAll(List.of(
                "--study", folder.study().toString(),
                "--out", folder.tuned().toString(),
                "--json", folder.json("tune").toString(),
                "--budget", seconds(time)));
        // Where nothing that is searched keeps the limits, what slimming gave is the answer.
        int code = run(2, command);
        Path tuned = folder.tuned().resolve("model.onnx");
        return code == 0 && Files.exists(tuned) ? tuned + devF1(tuned) : "no model within the limits";
    }

    /** The time of the slim model, or of the teacher, as a limit. */
    private String noSlower(Labelled text) throws IOException {
        Path fastest = Files.exists(folder.slim()) ? folder.slim() : folder.teacher();
        double millis = choice(text.read()).millis(OnnxReader.read(fastest));
        return String.format(Locale.ROOT, "p50=%.4fms@batch=1,threads=1", millis);
    }

    private String choose(Labelled text) throws IOException {
        Path chosen = choice(text.read())
                .of(folder.teacher(), List.of(folder.slim(), folder.tuned().resolve("model.onnx")));
        copy(chosen, folder.small());
        return folder.small() + " is " + chosen + devF1(chosen);
    }

    private Choice choice(Sentences sentences) {
        return new Choice(
                sentences.data().dev(), maxF1Drop, limits, folder.path().resolve("timing.lock"));
    }

    private String quantize(@Nullable Labelled text) throws IOException {
        Path wide = text == null ? folder.teacher() : folder.small();
        List<String> command = new ArrayList<>(List.of("quantize", "--model", wide.toString()));
        if (text != null) {
            command.addAll(List.of("--dev", text.dev().toString(), "--max-f1-drop", String.valueOf(maxF1Drop)));
            command.addAll(text.options());
        }
        command.addAll(List.of(
                "--out", folder.model().toString(),
                "--json", folder.json("quantize").toString()));
        if (run(1, command) == 0) {
            return folder.model().toString();
        }
        copy(wide, folder.model());
        return folder.model() + " in fp32, as no narrower one keeps the bound";
    }

    private String ladder(@Nullable Labelled text, Duration time) throws IOException {
        List<String> models = new ArrayList<>(List.of(folder.teacher().toString()));
        Path oneLayer = text == null ? null : folder.firstStudent();
        if (oneLayer != null) {
            models.add(oneLayer.toString());
        }
        if (text != null) {
            models.add(folder.small().toString());
        }
        models.add(folder.model().toString());
        List<String> command =
                new ArrayList<>(List.of("bench", "--ladder", String.join(",", models), "--before", before));
        if (text != null) {
            command.addAll(List.of("--corpus", text.judged().toString()));
            command.addAll(text.options());
        }
        addIfThere("--study", folder.study(), command);
        addIfThere("--slim", folder.json("slim"), command);
        addIfThere("--quantize", folder.json("quantize"), command);
        command.addAll(List.of(
                "--budget", seconds(time.compareTo(LONGEST_LADDER) < 0 ? time : LONGEST_LADDER),
                "--json", folder.json("ladder").toString(),
                "--report", folder.report().toString()));
        run(0, command);
        return folder.report().toString();
    }

    /**
     * Runs a command.
     *
     * @param most exit code after which the way goes on
     * @throws StepFailedException where the exit code is above {@code most}
     */
    private static int run(int most, List<String> command) {
        int code = Commands.run(command);
        if (code > most) {
            throw new StepFailedException(code);
        }
        return code;
    }

    private static void addIfThere(String option, Path file, List<String> command) {
        if (Files.exists(file)) {
            command.addAll(List.of(option, file.toString()));
        }
    }

    private static String devF1(Path model) throws IOException {
        Provenance provenance = OnnxReader.read(model).provenance();
        Double f1 = provenance.scores().get("dev.f1");
        return f1 == null ? "" : String.format(Locale.ROOT, ", dev F1 %.2f", 100 * f1);
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + "s";
    }

    private static void copy(Path from, Path to) throws IOException {
        AtomicFile.write(to, out -> Files.copy(from, out));
    }
}
