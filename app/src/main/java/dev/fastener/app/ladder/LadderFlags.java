package dev.fastener.app.ladder;

import dev.fastener.app.bench.BenchCorpus;
import dev.fastener.app.bench.DurationConverter;
import dev.fastener.app.data.CorpusArguments;
import dev.fastener.app.report.CertificateSummary;
import dev.fastener.app.report.ReportFlags;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of {@code fastener bench --ladder}; a picocli group. */
public final class LadderFlags {
    @Option(
            names = "--ladder",
            paramLabel = "FILE",
            split = ",",
            description =
                    "Instead of comparing: time each step between the first of these models in TensorFlow (--before)"
                            + " and the last on this program's engine. One or several, the stacked one first; the one in use"
                            + " last, or after it the same in int8.")
    private List<Path> models = List.of();

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long the ladder takes, but at least 5 rounds (default: 5m).")
    private @Nullable Duration budget;

    @ArgGroup(validate = false)
    private ReportFlags report = new ReportFlags();

    /** Options of bench that a ladder has too. */
    private static final List<String> SHARED = List.of(
            "--ladder",
            "--budget",
            "--before",
            "--corpus",
            "--sentences",
            "--rounds",
            "--warm-up",
            "--json",
            "--report",
            "--study",
            "--slim",
            "--quantize",
            "--format",
            "--tags",
            "--scheme",
            "--unit",
            "--offsets",
            "--encoding",
            "--tag-names",
            "--strip-segmentation");

    private static final Duration DEFAULT_BUDGET = Duration.ofMinutes(5);

    /** Whether a ladder is asked for. */
    public boolean asked() {
        return !models.isEmpty();
    }

    /**
     * Throws an IllegalArgumentException where options don't go together.
     *
     * @param given names of all options that were given
     */
    public void check(List<String> given) throws IOException {
        if (!asked() && budget != null) {
            throw new IllegalArgumentException("--budget: expected --ladder too, found it alone");
        }
        report.check(asked());
        for (String option : asked() ? given : List.<String>of()) {
            if (!SHARED.contains(option)) {
                throw new IllegalArgumentException("--ladder: expected no " + option + " beside it");
            }
        }
    }

    /** What bench's own options say of a ladder. */
    public record Terms(
            @Nullable Path corpus,
            CorpusArguments arguments,
            int sentences,
            @Nullable Path before,
            @Nullable Integer rounds,
            double warmUpSeconds,
            @Nullable Path json) {}

    private static List<CertificateSummary> certificate(LadderModel model) {
        return CertificateSummary.of(String.valueOf(model.file().getFileName()), model.model()).stream()
                .toList();
    }

    /**
     * Measures, prints the table and writes the figures.
     *
     * @param facts of the machine and the command, by name
     * @return what is wrong with the results, a line each
     */
    public List<String> run(Terms terms, Map<String, String> facts) throws IOException {
        LadderModels opened = LadderModels.read(models);
        BenchCorpus sentences = BenchCorpus.read(
                terms.corpus(),
                terms.arguments().options(opened.first().model().text().unit()),
                terms.sentences());
        Effort effort = new Effort(terms.rounds(), budget == null ? DEFAULT_BUDGET : budget, terms.warmUpSeconds());
        try (LadderRun run = new LadderRun(opened, sentences, Before.of(terms.before()), effort)) {
            Ladder ladder = run.measure(facts);
            if (terms.json() != null) {
                LadderJson.write(terms.json(), ladder);
            }
            System.out.printf("%n%s", LadderTable.of(ladder));
            report.write(ladder, certificate(opened.first()));
            return run.faults();
        }
    }
}
