package dev.fastener.app.report;

import dev.fastener.app.Writes;
import dev.fastener.app.ladder.Ladder;
import dev.fastener.app.tune.StudyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a ladder's page goes and what else stands in it; a picocli mixin. */
public final class ReportFlags {
    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "With --ladder: write all of it as a page (HTML), too.")
    @Writes
    private @Nullable Path report;

    @Option(names = "--study", paramLabel = "FILE", description = "Of \"fastener tune\", for the page.")
    private @Nullable Path study;

    @Option(names = "--slim", paramLabel = "FILE", description = "What \"fastener slim --json\" wrote, for the page.")
    private @Nullable Path slim;

    @Option(
            names = "--quantize",
            paramLabel = "FILE",
            description = "What \"fastener quantize --json\" wrote, for the page.")
    private @Nullable Path quantize;

    private @Nullable StudyFigures studyFigures;
    private @Nullable SlimSteps slimSteps;
    private @Nullable Precisions precisions;

    /**
     * Reads what stands beside the ladder, before anything is measured.
     *
     * @param isLadder whether there is one
     * @throws IllegalArgumentException where options don't go together or a file is another one
     */
    public void check(boolean isLadder) throws IOException {
        boolean isMore = study != null || slim != null || quantize != null;
        if (report == null) {
            if (isMore) {
                throw new IllegalArgumentException("--study, --slim, --quantize: expected --report FILE beside them");
            }
            return;
        }
        if (!isLadder) {
            throw new IllegalArgumentException("--report: expected --ladder beside it, found it alone");
        }
        studyFigures = study == null ? null : StudyReport.read(study);
        slimSteps = slim == null ? null : SlimSteps.read(slim);
        precisions = quantize == null ? null : Precisions.read(quantize);
    }

    /** Writes the page, if there is to be one. */
    public void write(Ladder ladder, List<CertificateSummary> certificates) throws IOException {
        if (report != null) {
            ReportPage.write(
                    report, new Report(ladder, studyFigures, slimSteps, precisions, certificates, ladder.machine()));
        }
    }
}
