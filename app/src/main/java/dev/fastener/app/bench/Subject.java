package dev.fastener.app.bench;

import dev.fastener.Entity;
import dev.fastener.Tagger;
import dev.fastener.TaggerOptions;
import dev.fastener.engine.Engine;
import dev.fastener.engine.Workspace;
import dev.fastener.model.TaggerModel;
import dev.fastener.text.LabelledSentence;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;

/** An engine that runs, with all that calls of it need. Thread-safe. */
final class Subject implements AutoCloseable {
    private final Setup setup;
    private final Engine engine;
    private final Tagger tagger;
    private final Queue<Workspace> workspaces = new ConcurrentLinkedQueue<>();

    /** @throws dev.fastener.engine.EngineException where this machine can't run it */
    Subject(Setup setup, TaggerModel model) {
        this(setup, model, setup.open(model));
    }

    Subject(Setup setup, TaggerModel model, Engine engine) {
        this.setup = setup;
        this.engine = engine;
        tagger = Tagger.of(model, engine, TaggerOptions.defaults().withThreads(setup.threads()));
    }

    Setup setup() {
        return setup;
    }

    Engine engine() {
        return engine;
    }

    /** "vector 512 bits" of the core's engine; empty of others. */
    String kernels() {
        // The name ends with the precision, which has a column of its own.
        return setup.kind() == Setup.Kind.CORE
                ? engine.name().replaceFirst("^core ", "").replaceFirst(" (fp32|int16|bf16|int8).*$", "")
                : "";
    }

    List<List<Entity>> entities(List<LabelledSentence> sentences) {
        return tagger.tagAll(sentences.stream().map(LabelledSentence::text).toList());
    }

    /** This engine at {@code work} over {@code workload}. */
    Contestant at(Work work, Workload workload) {
        return new Contestant() {
            @Override
            public int calls() {
                return workload.encoded().size();
            }

            @Override
            public IntConsumer newCaller() {
                if (work == Work.ENTITIES) {
                    List<List<String>> texts = workload.texts();
                    return call -> tagger.tagAll(texts.get(call));
                }
                Workspace workspace = engine.newWorkspace();
                workspaces.add(workspace);
                return call -> engine.score(workload.encoded().get(call).batch(), workspace);
            }
        };
    }

    @Override
    public void close() {
        workspaces.forEach(Workspace::close);
        tagger.close();
    }
}
