package dev.fastener.train;

import dev.fastener.evaluation.Counts;
import dev.fastener.kernel.Kernels;
import dev.fastener.kernel.Workers;
import dev.fastener.model.Provenance;
import dev.fastener.model.TaggerModel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Trains a tagger: labelled sentences in, the model of the best epoch out. One instance per training. */
public final class Trainer {
    private final TrainingData data;
    private final @Nullable Teaching teaching;
    private final TrainOptions options;
    private final TrainListener listener;
    private final Kernels kernels = Kernels.best();
    private final Workers workers;
    private final ModelShell shell;
    private final Network network;
    private final Updates updates;
    private final TrainingSet trainSet;
    private final DevSet devSet;
    private final int embeddingsFound;
    private final List<EpochResult> history = new ArrayList<>();
    private @Nullable Snapshot best;

    private Trainer(
            TrainingData data,
            @Nullable Teaching teaching,
            @Nullable TaggerModel start,
            TrainOptions options,
            TrainListener listener,
            Workers workers)
            throws IOException {
        this.data = data;
        this.teaching = teaching;
        this.options = options;
        this.listener = listener;
        this.workers = workers;
        this.shell = start == null || teaching == null
                ? ModelShell.of(data, teaching, options)
                : ModelShell.of(start, data, teaching, options);
        Vectors vectors = options.embeddings() == null
                ? null
                : Vectors.read(options.embeddings(), shell.inputs().get(0).vocabulary());
        this.embeddingsFound = vectors == null ? 0 : vectors.found();
        this.network = newNetwork(vectors);
        if (start != null) {
            GivenWeights.copy(start, network);
        }
        this.updates = new Updates(kernels, workers, options.optimisation(), network.parameters());
        TaggerModel untrained = Snapshot.of(network).model(network, shell, Provenance.UNKNOWN);
        this.trainSet = new TrainingSet(untrained, shell, data.train(), teaching, options.batchSize());
        this.devSet = new DevSet(untrained, data.dev());
    }

    private Network newNetwork(@Nullable Vectors vectors) {
        int features = shell.inputs().size();
        int[] sizes = new int[features];
        int[] dimensions = new int[features];
        for (int f = 0; f < features; f++) {
            sizes[f] = shell.inputs().get(f).vocabulary().size();
            dimensions[f] = f == 0
                    ? options.architecture().embeddingDimension()
                    : options.architecture().bigramDimension();
        }
        if (vectors != null) {
            dimensions[0] = vectors.dimension();
        }
        Network created = new Network(
                kernels,
                workers,
                options.architecture(),
                sizes,
                dimensions,
                shell.labels().size(),
                options.optimisation().averaging() > 0);
        created.initialise(new SplittableRandom(options.seed()));
        if (vectors != null) {
            vectors.copyTo(shell.inputs().get(0).vocabulary(), created.embeddings.get(0).values);
        }
        return created;
    }

    /**
     * Trains.
     *
     * @throws IOException where the embeddings or the checkpoint can't be read or written
     * @throws IllegalArgumentException where the embeddings file or the checkpoint is not what it should be
     * @throws DivergedException where the loss is no longer a number
     */
    public static TrainResult train(TrainingData data, TrainOptions options, TrainListener listener)
            throws IOException {
        try (Workers workers = new Workers(options.threads())) {
            return new Trainer(data, null, null, options, listener, workers).run();
        }
    }

    /**
     * Trains a student: from the gold tags and from what a teacher says.
     *
     * @throws IOException where the embeddings can't be read
     * @throws IllegalArgumentException where the embeddings file is not what it should be, an entity needs a tag that the
     *     teacher lacks, or the options ask for a checkpoint, which knows no teacher
     * @throws DivergedException where the loss is no longer a number
     */
    public static TrainResult distil(TrainingData data, Teaching teaching, TrainOptions options, TrainListener listener)
            throws IOException {
        requireNoCheckpoint(options);
        try (Workers workers = new Workers(options.threads())) {
            return new Trainer(data, teaching, null, options, listener, workers).run();
        }
    }

    /**
     * Trains a model further, with its shape, its vocabularies and its tags; as all models that are trained here it then has no
     * padding.
     *
     * @param start where training begins
     * @param options whose architecture and embeddings are not looked at
     * @throws IllegalArgumentException as {@link #distil} has it, and where {@link Architecture#of} finds no shape
     * @throws DivergedException where the loss is no longer a number
     */
    public static TrainResult fineTune(
            TaggerModel start, TrainingData data, Teaching teaching, TrainOptions options, TrainListener listener)
            throws IOException {
        requireNoCheckpoint(options);
        try (Workers workers = new Workers(options.threads())) {
            return new Trainer(data, teaching, Unpadded.of(start), shapedLike(start, options), listener, workers).run();
        }
    }

    /**
     * How much each hidden unit of a model counts: see {@link UnitImportance}.
     *
     * @throws IllegalArgumentException as {@link #fineTune} has it
     */
    public static UnitImportance importance(
            TaggerModel model, TrainingData data, Teaching teaching, TrainOptions options) throws IOException {
        try (Workers workers = new Workers(options.threads())) {
            TrainOptions alike = shapedLike(model, options);
            Trainer trainer = new Trainer(data, teaching, Unpadded.of(model), alike, TrainListener.NONE, workers);
            SplittableRandom random = new SplittableRandom(options.seed());
            UnitImportance importance = new UnitImportance(trainer.network);
            for (int[] sequences : trainer.trainSet.shuffled(random)) {
                TrainBatch batch = trainer.trainSet.batch(sequences, Regularisation.none(), random);
                trainer.network.lossAndGradients(batch, Regularisation.none(), 0);
                importance.add(trainer.network);
            }
            return importance;
        }
    }

    private static TrainOptions shapedLike(TaggerModel model, TrainOptions options) {
        return options.withArchitecture(Architecture.of(model)).withEmbeddings(null);
    }

    private static void requireNoCheckpoint(TrainOptions options) {
        Require.that(
                options.checkpoint() == null,
                "checkpoint",
                "none beside a teacher",
                String.valueOf(options.checkpoint()));
    }

    /**
     * The student before its first step: of the speed and the size that it will have when trained.
     *
     * @throws IOException where the embeddings can't be read
     */
    public static TaggerModel untrained(TrainingData data, Teaching teaching, TrainOptions options) throws IOException {
        try (Workers workers = new Workers(options.threads())) {
            Trainer trainer = new Trainer(data, teaching, null, options, TrainListener.NONE, workers);
            return Snapshot.of(trainer.network).model(trainer.network, trainer.shell, Provenance.UNKNOWN);
        }
    }

    private TrainResult run() throws IOException {
        Checkpoint checkpoint = Checkpoint.of(data, options, shell);
        int done = 0;
        if (checkpoint != null && options.resume() && checkpoint.exists()) {
            best = checkpoint.read(network, updates, history);
            done = history.size();
        }
        listener.started(plan(done, checkpoint != null && checkpoint.isUnchecked()));
        history.forEach(listener::epoch);
        for (int epoch = done + 1; epoch <= options.epochs() && !isOutOfPatience() && spent(0) < 1; epoch++) {
            if (!runEpoch(epoch)) {
                break;
            }
            if (checkpoint != null) {
                checkpoint.write(network, updates, history, best());
            }
        }
        return new TrainResult(best().model(network, shell, provenance()), history);
    }

    private TrainingPlan plan(int done, boolean unchecked) {
        return new TrainingPlan(
                trainSet.sequences(),
                trainSet.characters(),
                trainSet.batches(),
                shell.inputs().stream().map(input -> input.vocabulary().size()).toList(),
                shell.labels(),
                network.parameters().stream().mapToLong(Parameter::size).sum(),
                embeddingsFound,
                done,
                unchecked,
                kernels.name());
    }

    private Snapshot best() {
        return best == null ? snapshot() : best;
    }

    private Snapshot snapshot() {
        updates.settle();
        return Snapshot.of(network);
    }

    private boolean isOutOfPatience() {
        int bestAt = 0;
        for (EpochResult result : history) {
            bestAt = result.best() ? result.epoch() : bestAt;
        }
        return options.patience() > 0 && history.size() - bestAt >= options.patience();
    }

    /** Share of the budget that the epochs so far and {@code nanos} more have used; 0 without a budget. */
    private double spent(long nanos) {
        Duration budget = options.budget();
        double seconds = nanos / 1e9;
        for (EpochResult result : history) {
            seconds += result.trainSeconds() + result.devSeconds();
        }
        return budget == null ? 0 : seconds / (budget.toMillis() / 1e3);
    }

    /** False where the listener ended it; a budget that is used up ends it early, too, but what it gave counts. */
    private boolean runEpoch(int epoch) {
        // All chance of an epoch comes from the seed and its number, so a resumed training needs no other state.
        SplittableRandom random = new SplittableRandom(options.seed() * 0x9E3779B97F4A7C15L + epoch);
        List<int[]> batches = trainSet.shuffled(random);
        long steps = (long) options.epochs() * batches.size();
        long started = System.nanoTime();
        long characters = 0;
        long sequences = 0;
        double loss = 0;
        double rate = 0;
        for (int b = 0; b < batches.size(); b++) {
            if (listener.stop()) {
                return false;
            }
            double spent = spent(System.nanoTime() - started);
            if (spent >= 1) {
                break;
            }
            TrainBatch batch = trainSet.batch(batches.get(b), options.regularisation(), random);
            double batchLoss = network.lossAndGradients(batch, options.regularisation(), random.nextLong());
            long step = Math.max((epoch - 1L) * batches.size() + b, (long) (spent * steps));
            rate = options.optimisation().rate(step, steps);
            double norm = updates.apply(rate);
            if (!Double.isFinite(batchLoss) || !Double.isFinite(norm)) {
                throw new DivergedException(epoch, b + 1, options);
            }
            loss += batchLoss * batch.input().sequences();
            sequences += batch.input().sequences();
            characters += batch.input().steps();
            double seconds = (System.nanoTime() - started) / 1e9;
            listener.progress(
                    new Progress(epoch, options.epochs(), characters, trainSet.characters(), characters / seconds));
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        addResult(epoch, loss / Math.max(1, sequences), rate, characters / seconds, seconds);
        return true;
    }

    private void addResult(int epoch, double loss, double rate, double charactersPerSecond, double trainSeconds) {
        long started = System.nanoTime();
        Snapshot now = snapshot();
        Counts dev = devSet.evaluate(now.model(network, shell, Provenance.UNKNOWN), options.threads());
        double bestF1 = history.stream().mapToDouble(EpochResult::devF1).max().orElse(-1);
        boolean isBest = dev.f1() > bestF1;
        best = isBest ? now : best;
        EpochResult result = new EpochResult(
                epoch,
                loss,
                dev.precision(),
                dev.recall(),
                dev.f1(),
                isBest,
                rate,
                charactersPerSecond,
                trainSeconds,
                (System.nanoTime() - started) / 1e9);
        history.add(result);
        listener.epoch(result);
    }

    private Provenance provenance() {
        return TrainingProvenance.of(data, teaching, options, history);
    }
}
