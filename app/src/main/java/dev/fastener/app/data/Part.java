package dev.fastener.app.data;

import dev.fastener.text.CorpusLayout;
import dev.fastener.text.CorpusOptions;
import dev.fastener.text.CorpusProblems;
import dev.fastener.text.CorpusReader;
import dev.fastener.text.CorpusStatistics;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One corpus as it was found.
 *
 * @param name train, dev or test
 */
record Part(String name, Path path, CorpusLayout layout, CorpusStatistics figures, CorpusProblems problems) {
    static Part read(String name, Path path, CorpusOptions options) throws IOException {
        CorpusReader reader = CorpusReader.open(path, options);
        CorpusStatistics figures = new CorpusStatistics();
        CorpusProblems problems = reader.read(figures::add);
        return new Part(name, path, reader.layout(), figures, problems);
    }

    /** Scheme and notation in words; files that label spans have none. */
    String scheme() {
        return layout.format().isTagged() ? layout.tagFormat().scheme().toString() : "none";
    }
}
