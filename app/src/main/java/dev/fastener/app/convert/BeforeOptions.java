package dev.fastener.app.convert;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The source run in TensorFlow, as options of the command. */
final class BeforeOptions {
    @Option(
            names = "--before",
            description =
                    "Run the source in TensorFlow and compare with that: certificate B. For SavedModels, checkpoints"
                            + " and frozen graphs; fetches TensorFlow (160 MB) once.")
    boolean asked;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "With --before: the source's tensor that gives the emissions, where another was found.")
    @Nullable
    String output;

    @Option(
            names = "--feed",
            paramLabel = "NAME=NUMBER",
            description =
                    "With --before: what a placeholder is fed with; else rates of dropouts are 0, other numbers 1,"
                            + " switches false. May be given several times.")
    List<String> feeds = List.of();

    /** Throws an IllegalArgumentException where options don't go together. */
    void check(@Nullable Path recorded) {
        if (!asked && (output != null || !feeds.isEmpty())) {
            throw new IllegalArgumentException(
                    (output != null ? "--output" : "--feed") + ": expected --before too, found it alone");
        }
        if (asked && recorded != null) {
            throw new IllegalArgumentException(
                    "expected --recorded or --before, found both: each judges the whole file");
        }
        for (String feed : feeds) {
            if (!feed.matches("[^=]+=[-+]?[0-9.]+([eE][-+]?[0-9]+)?")) {
                throw new IllegalArgumentException("--feed: expected NAME=NUMBER, found " + feed);
            }
        }
    }
}
