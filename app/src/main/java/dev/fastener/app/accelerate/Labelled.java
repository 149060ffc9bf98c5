package dev.fastener.app.accelerate;

import dev.fastener.app.train.Sentences;
import dev.fastener.text.CorpusOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The labelled text of a run.
 *
 * @param test null where there is none
 * @param options how it is read, as options of the commands
 */
record Labelled(Path train, Path dev, @Nullable Path test, List<String> options, CorpusOptions reading) {
    /** The options by which a command that trains reads it. */
    List<String> forTraining() {
        List<String> words = new ArrayList<>(List.of("--train", train.toString(), "--dev", dev.toString()));
        words.addAll(options);
        return words;
    }

    /** The text that figures are reported on. */
    Path judged() {
        return test == null ? dev : test;
    }

    Sentences read() throws IOException {
        return Sentences.read(train, dev, null, reading, 1);
    }
}
