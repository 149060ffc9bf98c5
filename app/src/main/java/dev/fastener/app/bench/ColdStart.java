package dev.fastener.app.bench;

import dev.fastener.Tagger;
import dev.fastener.engine.EngineException;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Starts a fresh JVM with this one's flags, some times for each engine by turns, and waits for its first tags. */
final class ColdStart {
    /** Calls are summed up in windows of this length. */
    static final long WINDOW_NANOS = 100_000_000;

    private static final int WINDOWS = 50;
    /** The last windows, which show what a call costs in the long run. */
    private static final int STEADY_WINDOWS = 15;
    /** A window is steady where its median is at most so many times that of the last windows. */
    private static final double STEADY = 1.25;

    /**
     * Medians over the starts, in milliseconds from the start of the process.
     *
     * @param firstTag until the first sentence's entities were there
     * @param slowestFirstTag the same, of the slowest start
     * @param steady until calls took what they take in the long run
     * @param steadyCall what they take then
     * @param notApplicable why this machine can't run it; empty where it can
     */
    record Times(
            Setup setup,
            double firstTag,
            double slowestFirstTag,
            double steady,
            double steadyCall,
            String notApplicable) {
        String text() {
            String name = setup.name();
            return notApplicable.isEmpty()
                    ? String.format(
                            Locale.ROOT,
                            "%s: first tag after %.0f ms (slowest %.0f), steady after %.0f ms at %.3g ms a call",
                            name,
                            firstTag,
                            slowestFirstTag,
                            steady,
                            steadyCall)
                    : name + ": not applicable, " + notApplicable;
        }
    }

    private record Start(double firstTag, double steady, double steadyCall) {}

    private final TaggerModel model;
    private final String sentence;

    ColdStart(TaggerModel model, String sentence) {
        this.model = model;
        this.sentence = sentence;
    }

    /**
     * Times {@code count} starts of each.
     *
     * @throws IOException where the model can't be written to the temporary folder or no JVM be started
     */
    List<Times> measure(List<Setup> setups, int count) throws IOException {
        Path file = Files.createTempFile("fastener", ".onnx");
        try {
            OnnxWriter.write(model, file);
            List<List<Start>> starts = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            List<String> reasons = new ArrayList<>();
            for (Setup setup : setups) {
                starts.add(new ArrayList<>());
                try (Tagger tagger = Tagger.of(model, setup.open(model))) {
                    expected.add(String.valueOf(tagger.tag(sentence)));
                    reasons.add("");
                } catch (EngineException e) {
                    expected.add("");
                    reasons.add(String.valueOf(e.getMessage()));
                }
            }
            for (int round = 0; round < count; round++) {
                for (int i = 0; i < setups.size(); i++) {
                    if (reasons.get(i).isEmpty()) {
                        starts.get(i).add(start(file, setups.get(i), expected.get(i)));
                    }
                }
            }
            List<Times> times = new ArrayList<>();
            for (int i = 0; i < setups.size(); i++) {
                times.add(times(setups.get(i), starts.get(i), reasons.get(i)));
            }
            return times;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Start start(Path file, Setup setup, String expected) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The launcher's own descriptor is not handed on.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Dfastener.stderr"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FirstTag.class.getName()));
        command.add(file.toString());
        command.addAll(setup.arguments());
        command.addAll(List.of(sentence, String.valueOf(WINDOWS)));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String entities = out.readLine();
            double firstTag = (System.nanoTime() - begin) / 1e6;
            if (!expected.equals(entities)) {
                throw new IllegalStateException(
                        "cold start: " + String.join(" ", command) + " gave " + entities + ", expected " + expected);
            }
            double[] windowEnds = new double[WINDOWS];
            double[] callMillis = new double[WINDOWS];
            for (int i = 0; i < WINDOWS; i++) {
                callMillis[i] = Double.parseDouble(String.valueOf(out.readLine()));
                windowEnds[i] = (System.nanoTime() - begin) / 1e6;
            }
            double steadyCall = median(Arrays.copyOfRange(callMillis, WINDOWS - STEADY_WINDOWS, WINDOWS));
            int steady = 0;
            while (steady < WINDOWS - 1 && callMillis[steady] > STEADY * steadyCall) {
                steady++;
            }
            // It was so from the window's start on; the first window starts with the first tag's end.
            return new Start(firstTag, steady == 0 ? firstTag : windowEnds[steady - 1], steadyCall);
        } finally {
            process.destroy();
        }
    }

    private static Times times(Setup setup, List<Start> starts, String notApplicable) {
        if (starts.isEmpty()) {
            return new Times(setup, 0, 0, 0, 0, notApplicable);
        }
        return new Times(
                setup,
                median(starts.stream().mapToDouble(Start::firstTag).toArray()),
                starts.stream().mapToDouble(Start::firstTag).max().orElseThrow(),
                median(starts.stream().mapToDouble(Start::steady).toArray()),
                median(starts.stream().mapToDouble(Start::steadyCall).toArray()),
                "");
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
