package dev.fastener.app.data;

import dev.fastener.app.Columns;
import dev.fastener.app.Writes;
import dev.fastener.text.CorpusLayout;
import dev.fastener.text.CorpusProblem;
import dev.fastener.text.ProblemKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        description =
                "Use when you want to know what is in a corpus, and what is wrong with it, before you train on it.")
public final class InspectCommand implements Callable<Integer> {
    /** Sentences of the batches whose padding is computed. */
    static final int BATCH_SIZE = 32;

    private static final int RARE = 10;
    private static final double RARE_SHARE = 0.01;

    private static final String[] NAMES = {"train", "dev", "test"};

    @Parameters(
            arity = "1..3",
            paramLabel = "FILE",
            description = "Train, and if there are, dev and test: they are compared with train.")
    private List<Path> files = List.of();

    @Mixin
    private CorpusArguments corpus = new CorpusArguments();

    @Option(names = "--max-len", paramLabel = "N", description = "Show what a limit of N tokens a sentence would cut.")
    private int maxLength;

    @Option(
            names = "--places",
            paramLabel = "N",
            defaultValue = "3",
            description = "List the first N places of each oddity (${DEFAULT-VALUE}; at most 1000).")
    private int places;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to FILE too.")
    @Writes
    private @Nullable Path json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (maxLength < 0 || places < 0) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--max-len and --places: expected at least 0, found " + Math.min(maxLength, places));
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            parts.add(Part.read(NAMES[i], files.get(i), corpus.options()));
        }
        for (Part part : parts) {
            System.out.println(part.name() + ": " + part.path());
        }
        System.out.println();
        System.out.print(figures(parts).render(""));
        System.out.println();
        System.out.print(types(parts).render(""));
        parts.forEach(this::printOddities);
        if (json != null) {
            new InspectReport(parts, maxLength).write(json);
        }
        return 0;
    }

    private Columns figures(List<Part> parts) {
        Columns table = new Columns();
        row(table, "", parts, Part::name);
        row(table, "format", parts, part -> part.layout().format().toString());
        row(table, "scheme", parts, InspectCommand::scheme);
        row(
                table,
                "a token is a",
                parts,
                part -> part.layout().unit().toString().toLowerCase(Locale.ROOT));
        if (parts.stream().anyMatch(part -> !part.layout().format().isTagged())) {
            row(table, "offsets", parts, InspectCommand::offsets);
        }
        row(table, "sentences", parts, part -> number(part.figures().sentences()));
        row(table, "tokens", parts, part -> number(part.figures().tokens()));
        row(
                table,
                "different tokens",
                parts,
                part -> number(part.figures().vocabulary().size()));
        row(table, "entities", parts, part -> number(part.figures().entities()));
        row(table, "length, median", parts, part -> number(part.figures().lengthQuantile(0.5)));
        for (int percent : new int[] {90, 95, 99}) {
            row(
                    table,
                    "length, " + percent + " %",
                    parts,
                    part -> number(part.figures().lengthQuantile(percent / 100.0)));
        }
        row(table, "length, longest", parts, part -> number(part.figures().lengthQuantile(1)));
        if (maxLength > 0) {
            row(
                    table,
                    "longer than " + maxLength,
                    parts,
                    part -> number(part.figures().longerThan(maxLength)));
            row(table, "tokens beyond it", parts, part -> number(part.figures().tokensBeyond(maxLength)));
            row(
                    table,
                    "entities beyond it",
                    parts,
                    part -> number(part.figures().entitiesBeyond(maxLength)));
        }
        row(
                table,
                "padding, batches of 32",
                parts,
                part -> percent(part.figures().paddingInFileOrder(BATCH_SIZE)));
        row(table, "padding, sorted", parts, part -> percent(part.figures().paddingSorted(BATCH_SIZE)));
        row(table, "duplicates inside", parts, part -> number(part.figures().duplicates()));
        if (parts.size() > 1) {
            Part train = parts.get(0);
            row(
                    table,
                    "duplicates of train",
                    parts,
                    part -> part == train ? "-" : number(part.figures().duplicatesOf(train.figures())));
            row(
                    table,
                    "tokens not in train",
                    parts,
                    part -> part == train ? "-" : percent(part.figures().outOfVocabularyRate(train.figures())));
        }
        if (parts.size() > 2) {
            Part dev = parts.get(1);
            row(
                    table,
                    "duplicates of dev",
                    parts,
                    part -> part == parts.get(2) ? number(part.figures().duplicatesOf(dev.figures())) : "-");
        }
        return table;
    }

    private static void row(Columns table, String title, List<Part> parts, Function<Part, String> cell) {
        List<String> cells = new ArrayList<>(List.of(title));
        parts.forEach(part -> cells.add(cell.apply(part)));
        table.row(cells.toArray(String[]::new));
    }

    private static String scheme(Part part) {
        CorpusLayout layout = part.layout();
        if (!layout.format().isTagged()) {
            return "none, spans";
        }
        String separator = layout.tagFormat().separator();
        return part.scheme() + (layout.tagFormat().typeFirst() ? " TYPE" + separator + "B" : " B" + separator + "TYPE");
    }

    private static String offsets(Part part) {
        CorpusLayout layout = part.layout();
        if (layout.format().isTagged()) {
            return "-";
        }
        return layout.offsets()
                + (layout.offsetsProven() > 0
                        ? " (as " + layout.offsetsProven() + " surfaces show)"
                        : " (no surfaces to show it)");
    }

    private static Columns types(List<Part> parts) {
        Set<String> types = new LinkedHashSet<>();
        parts.forEach(part -> types.addAll(part.figures().entitiesByType().keySet()));
        Columns table = new Columns();
        row(table, "entities by type", parts, Part::name);
        for (String type : types) {
            row(table, type.isEmpty() ? "(without type)" : type, parts, part -> number(count(part, type)));
        }
        return table;
    }

    /** Types of so few entities that somebody may have mistyped them. */
    static List<String> rareTypes(Part part) {
        return part.figures().entitiesByType().entrySet().stream()
                .filter(type -> type.getValue() <= RARE
                        && type.getValue() < RARE_SHARE * part.figures().entities())
                .map(Map.Entry::getKey)
                .toList();
    }

    static long count(Part part, String type) {
        return part.figures().entitiesByType().getOrDefault(type, 0L);
    }

    private void printOddities(Part part) {
        List<String> rare = rareTypes(part).stream()
                .map(type -> type + " (" + count(part, type) + ")")
                .toList();
        if (rare.isEmpty() && part.problems().counts().isEmpty()) {
            return;
        }
        System.out.println("\noddities of " + part.name());
        if (!rare.isEmpty()) {
            System.out.println("  types of " + RARE + " entities at most, perhaps stray: " + String.join(", ", rare));
        }
        for (ProblemKind kind : ProblemKind.values()) {
            long count = part.problems().count(kind);
            if (count > 0) {
                System.out.println("  " + number(count) + " " + kind.description());
                List<CorpusProblem> listed = part.problems().places(kind);
                listed.subList(0, Math.min(places, listed.size())).forEach(place -> System.out.println("    " + place));
            }
        }
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
