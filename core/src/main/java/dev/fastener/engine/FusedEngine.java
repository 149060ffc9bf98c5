package dev.fastener.engine;

import dev.fastener.kernel.FusedKernels;
import dev.fastener.kernel.FusedTiers;
import dev.fastener.kernel.Workers;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import java.util.List;
import java.util.Locale;

/**
 * The fast engine of the core: recurrent and dense layers in series, made for taggers. The embedding is multiplied by the
 * first layer's input weights once, at load; sentences lie packed, so no padding is computed; directions and groups of
 * sentences run on several threads. See docs/engine.md. Thread-safe.
 */
public final class FusedEngine implements Engine {
    /** Steps of a call that is worth waking another thread for. */
    static final int PARALLEL_STEPS = 256;

    /** Most steps that are in memory at once, unless one sequence has more. */
    private static final int MOST_STEPS = 1 << 15;

    private final TaggerModel model;
    private final String name;
    private final Workers workers;
    private final FusedNetwork network;
    private final CallsUnderWay calls = new CallsUnderWay("the engine", this::free);

    /**
     * Prepares a model.
     *
     * @throws IllegalArgumentException where {@link #supports} is false
     * @throws EngineException where no tier of kernels computes the model in the precision asked for, or the kernels asked
     *     for can't run here, or memory is short
     */
    public FusedEngine(TaggerModel model, EngineOptions options) {
        if (!supports(model)) {
            throw new IllegalArgumentException("fused engine: expected recurrent layers without peepholes and dense"
                    + " layers in series; this model has others");
        }
        this.model = model;
        FusedKernels kernels = kernels(model, options);
        int threads = options.threads() == 0 ? CpuQuota.read().threads() : options.threads();
        this.workers = new Workers(threads);
        long tableBytes = tableBytes(options);
        Precision precision = options.precision();
        ActivationScales scales = Calibration.scales(model, kernels, precision, tableBytes, workers);
        this.network = FusedNetwork.prepare(model, kernels, precision, scales, tableBytes, workers);
        this.name = "core " + kernels.name() + " " + precisions(model, precision);
        WarmUp.run(this, model, options.warmUpMillis());
    }

    /** Whether this engine runs {@code model}: recurrent layers without peepholes and dense layers, in series. */
    public static boolean supports(TaggerModel model) {
        return FusedNetwork.knows(model);
    }

    /** Most memory for folded embeddings: as the options say, and a quarter of the JVM's largest heap. */
    static long tableBytes(EngineOptions options) {
        return Math.min(
                (long) options.tableMegabytes() << 20, Runtime.getRuntime().maxMemory() / 4);
    }

    static FusedKernels kernels(TaggerModel model, EngineOptions options) {
        List<FusedKernels> tiers;
        try {
            tiers = FusedTiers.available(options.kernels());
        } catch (IllegalStateException e) {
            throw new EngineException(String.valueOf(e.getMessage()), e);
        }
        for (FusedKernels tier : tiers) {
            if (FusedNetwork.supports(model, tier, options.precision())) {
                return tier;
            }
        }
        throw new EngineException(
                "core: the " + tiers.get(0).name() + " kernels don't compute this model's cells and activations in"
                        + " precision " + options.precision() + "; choose another precision, or other kernels",
                null);
    }

    /** "fp32"; "int8, calibrated on a sample"; "int8 fp32" where layers differ. */
    private static String precisions(TaggerModel model, Precision precision) {
        StringBuilder names = new StringBuilder();
        for (int l = 0; l < model.body().size(); l++) {
            String width = FusedNetwork.width(model, l, precision).name().toLowerCase(Locale.ROOT);
            if (FusedNetwork.recurrent(model, l) && names.indexOf(width) < 0) {
                names.append(names.length() == 0 ? "" : " ").append(width);
            }
        }
        if (names.length() == 0) {
            names.append("fp32");
        }
        return names + (Calibration.needed(model, precision) ? ", calibrated on a sample" : "");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Workspace newWorkspace() {
        calls.begin();
        try {
            return new FusedWorkspace(network, workers);
        } finally {
            calls.end();
        }
    }

    @Override
    public TagScores score(EncodedBatch batch, Workspace workspace) {
        calls.begin();
        try {
            return scores(batch, (FusedWorkspace) workspace);
        } finally {
            calls.end();
        }
    }

    private TagScores scores(EncodedBatch batch, FusedWorkspace workspace) {
        BatchCheck.check(model, batch);
        TagScores scores = emptyScores(model, batch);
        int sequences = batch.sequences();
        for (int first = 0; first < sequences; ) {
            int end = first + 1;
            int steps = steps(batch, first);
            while (end < sequences && steps + steps(batch, end) <= MOST_STEPS) {
                steps += steps(batch, end++);
            }
            int threads = steps < PARALLEL_STEPS ? 1 : workers.threads();
            workspace.score(batch, first, end, threads, scores);
            first = end;
        }
        return scores;
    }

    /** Steps that the network sees of a sequence. */
    private int steps(EncodedBatch batch, int s) {
        boolean visible = model.text().padding() instanceof PaddingRule.Visible && !network.skipsPads();
        return visible && batch.length(s) > 0 ? model.text().maxLength() : batch.length(s);
    }

    /** Room for the emissions of a batch, with pads where the head runs over them. */
    static TagScores emptyScores(TaggerModel model, EncodedBatch batch) {
        int sequences = batch.sequences();
        int tags = model.tags().size();
        int[] lead = new int[sequences];
        int[] offsets = batch.offsets();
        if (model.decodesPads()) {
            offsets = new int[sequences + 1];
            boolean before = model.text().padSide() == TextRules.Side.PRE;
            for (int s = 0; s < sequences; s++) {
                int length = batch.length(s);
                int rows = length == 0 ? 0 : model.text().maxLength();
                offsets[s + 1] = offsets[s] + rows;
                lead[s] = before ? rows - length : 0;
            }
        }
        return new TagScores(tags, offsets, lead, new float[Math.multiplyExact(offsets[sequences], tags)]);
    }

    @Override
    public void close() {
        calls.close();
    }

    private void free() {
        workers.close();
        network.close();
    }
}
