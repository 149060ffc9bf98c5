package dev.fastener.app.accelerate;

import dev.fastener.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The steps that are done, in a file: what a run that was broken off goes on from. Its first line says what the run is of;
 * each further one holds a step's name, its seconds and what came of it, between tabs.
 */
final class Journal {
    private static final String TITLE = "# fastener accelerate\t";

    private final Path file;
    private final String subject;
    private final Map<String, Entry> entries;

    /** @param seconds that the step took */
    record Entry(double seconds, String outcome) {}

    private Journal(Path file, String subject, Map<String, Entry> entries) {
        this.file = file;
        this.subject = subject;
        this.entries = entries;
    }

    /**
     * Opens the journal of a run, a new one where there is none.
     *
     * @param subject what the run is of: its inputs and all options but the budget
     * @throws IllegalArgumentException where the file is of another run
     */
    static Journal open(Path file, String subject) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            if (lines.isEmpty() || !lines.get(0).equals(TITLE + subject)) {
                throw new IllegalArgumentException(
                        file + ": expected the journal of this run (" + subject + "), found that of another ("
                                + (lines.isEmpty() ? "" : lines.get(0).replace(TITLE, ""))
                                + "); name another --folder, or delete this one");
            }
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.split("\t", 3);
                if (fields.length != 3 || !fields[1].matches("[0-9]+\\.[0-9]+")) {
                    throw new IllegalArgumentException(
                            file + ": expected a step, its seconds and its outcome between tabs, found \"" + line
                                    + "\"; delete that line to do the step again");
                }
                entries.put(fields[0], new Entry(Double.parseDouble(fields[1]), fields[2]));
            }
        }
        return new Journal(file, subject, entries);
    }

    boolean holds(String step) {
        return entries.containsKey(step);
    }

    /** In the order of the steps. */
    Map<String, Entry> entries() {
        return entries;
    }

    double seconds() {
        return entries.values().stream().mapToDouble(Entry::seconds).sum();
    }

    /** Adds a step that is done. */
    void add(String step, double seconds, String outcome) throws IOException {
        entries.put(step, new Entry(seconds, outcome));
        List<String> lines = new ArrayList<>(List.of(TITLE + subject));
        entries.forEach((name, entry) ->
                lines.add(name + '\t' + String.format(Locale.ROOT, "%.1f", entry.seconds()) + '\t' + entry.outcome()));
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(bytes));
    }
}
