package dev.fastener.app.ladder;

import dev.fastener.app.bench.Setup;
import dev.fastener.engine.EngineException;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Further models beside the one that a bench runs. */
public final class BesideFlags {
    @Option(
            names = "--beside",
            paramLabel = "FILE",
            split = ",",
            description =
                    "Instead of comparing engines: time these models beside --model on each engine that is asked for, by"
                            + " turns, each with its own vocabulary and rules (a teacher and its students).")
    private List<Path> beside = List.of();

    public boolean asked() {
        return !beside.isEmpty();
    }

    /**
     * Measures on each engine at each batch, and prints what it finds.
     *
     * @param file of {@code model}
     */
    public List<SideBySide> run(
            Path file,
            TaggerModel model,
            List<LabelledSentence> sentences,
            List<Setup> setups,
            List<Integer> batches,
            int rounds,
            double warmUpSeconds)
            throws IOException {
        List<LadderModel> models = new ArrayList<>(List.of(new LadderModel(file, model)));
        for (Path other : beside) {
            models.add(LadderModel.read(other));
        }
        List<SideBySide> results = new ArrayList<>();
        for (Setup setup : setups) {
            for (int batch : batches) {
                try {
                    SideBySide result = SideBySide.measure(models, sentences, setup, batch, rounds, warmUpSeconds);
                    System.out.printf("%n%s", result.text());
                    results.add(result);
                } catch (EngineException e) {
                    System.out.printf("%n%s %s: not applicable, %s%n", setup.kind(), setup.precision(), e.getMessage());
                }
            }
        }
        return results;
    }
}
