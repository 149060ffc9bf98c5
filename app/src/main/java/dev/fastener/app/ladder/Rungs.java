package dev.fastener.app.ladder;

import dev.fastener.app.bench.Setup;
import dev.fastener.convert.ConversionException;
import dev.fastener.engine.CpuQuota;
import dev.fastener.engine.EngineException;
import dev.fastener.engine.Precision;
import dev.fastener.onnxruntime.OnnxRuntime;
import dev.fastener.onnxruntime.OnnxRuntimeOptions;
import dev.fastener.text.LabelledSentence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What runs on each rung, opened; docs/ladder.md defines them. */
final class Rungs {
    static final int BATCH = 32;

    private static final int[] SORTED_BATCHES = {32, 128, 512};
    private static final String TENSORFLOW = "TensorFlow, padded batches of " + BATCH;

    private final LadderModels models;
    private final List<LabelledSentence> sentences;
    private final Before before;
    private final Runners opened;
    private final int threads = CpuQuota.read().threads();
    private final Feed inOrder;
    private final List<Step> steps = new ArrayList<>();
    private final Runner wide;
    /** In all settings that may be its best. */
    private final List<Runner> onnxRuntime;

    private final Step onnxRuntimeAtItsBest;
    private final Runner narrow;
    private final @Nullable Runner firstBefore;
    private final @Nullable Runner lastBefore;
    private final @Nullable Runner gpu;
    private final @Nullable Step sortedBefore;
    private final Step fastest;
    private final @Nullable Step firstOnOurs;

    /**
     * Opens all.
     *
     * @param opened keeps what is opened
     * @throws ConversionException where TensorFlow is asked for and can't run the first model
     */
    Rungs(LadderModels models, List<LabelledSentence> sentences, Before before, Runners opened) {
        this.models = models;
        this.sentences = sentences;
        this.before = before;
        this.opened = opened;
        inOrder = Feed.inOrder(sentences.size(), BATCH);
        LadderModel last = models.last();
        LadderModel narrowed = models.narrow();
        wide = opened.open(last, own(Precision.FP32));
        onnxRuntime = opened.open(last, onnxRuntime(Setup.Kind.ONNXRUNTIME, Precision.FP32));
        narrow = narrowed == null ? opened.open(last, own(Precision.INT8)) : opened.open(narrowed, own(Precision.AUTO));
        Runner firstWide = models.isOne() ? wide : opened.open(models.first(), own(Precision.FP32));
        firstBefore = addBefore("before", models.first(), firstWide);
        LadderModel second = models.second();
        if (second == null) {
            notRun("one layer", last, TENSORFLOW, "no model between the first and the last");
        } else {
            addBefore("one layer", second, opened.open(second, own(Precision.FP32)));
        }
        if (models.isOne()) {
            notRun("tuned sizes", last, TENSORFLOW, "no model but the first");
            lastBefore = firstBefore;
        } else {
            lastBefore = addBefore("tuned sizes", last, wide);
        }
        onnxRuntimeAtItsBest = addOnnxRuntime();
        fastest = addOwn();
        gpu = addGpu();
        sortedBefore = firstBefore == null ? null : sortedBefore(firstBefore, firstWide);
        firstOnOurs = models.isOne() ? fastest : firstBefore == null ? null : bestOfFirst();
    }

    /** In their order. */
    List<Step> steps() {
        return steps;
    }

    /** The last rung on the CPU. */
    Step fastest() {
        return fastest;
    }

    /** TensorFlow on the first model with hardly any padding; null where it doesn't run. */
    @Nullable
    Step sortedBefore() {
        return sortedBefore;
    }

    /** Our engine on the first model, at its best; null where TensorFlow doesn't run. */
    @Nullable
    Step firstOnOurs() {
        return firstOnOurs;
    }

    /** ONNX Runtime on the last model, in all of its settings. */
    Step onnxRuntime() {
        return onnxRuntimeAtItsBest;
    }

    /**
     * All engines on the last model.
     *
     * @param onnxRuntime in the setting that is its best
     */
    List<Runner> onLast(Runner onnxRuntime) {
        List<Runner> runners = new ArrayList<>();
        if (lastBefore != null) {
            runners.add(lastBefore);
        }
        runners.addAll(List.of(onnxRuntime, wide, narrow));
        if (gpu != null) {
            runners.add(gpu);
        }
        return runners;
    }

    /** These, and TensorFlow on the first model. */
    List<Runner> all(Runner onnxRuntime) {
        List<Runner> runners = onLast(onnxRuntime);
        if (firstBefore != null && firstBefore != lastBefore) {
            runners.add(0, firstBefore);
        }
        return runners;
    }

    private void notRun(String name, LadderModel model, String engine, String reason) {
        steps.add(Step.notRun(name, model, engine, reason));
    }

    private Setup own(Precision precision) {
        return new Setup(Setup.Kind.CORE, precision, "", threads, Setup.Kind.CORE.onnxRuntime());
    }

    /** All settings that may be its best. */
    private List<Setup> onnxRuntime(Setup.Kind kind, Precision precision) {
        OnnxRuntimeOptions plain = kind.onnxRuntime();
        List<Setup> setups = new ArrayList<>(List.of(new Setup(kind, precision, "", 1, plain)));
        if (threads > 1) {
            for (OnnxRuntimeOptions options : List.of(
                    plain,
                    plain.withSpinning(true),
                    plain.withSpinning(true).withOptimization(OnnxRuntimeOptions.Optimization.EXTENDED),
                    plain.withSpinning(true).withExecution(OnnxRuntimeOptions.Execution.PARALLEL))) {
                setups.add(new Setup(kind, precision, "", threads, options));
            }
        }
        return setups;
    }

    /** TensorFlow on {@code model} as the next rung; null where it doesn't run. */
    private @Nullable Runner addBefore(String name, LadderModel model, Runner peer) {
        if (!before.asked()) {
            withoutTensorFlow(name, model, peer);
            return null;
        }
        boolean isFirst = model == models.first();
        try {
            Runner runner = opened.keep(before.open(model, isFirst));
            steps.add(Step.of(name, runner, Batches.padded(model, sentences, inOrder), peer));
            return runner;
        } catch (ConversionException e) {
            if (isFirst) {
                throw e;
            }
            notRun(name, model, TENSORFLOW, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** ONNX Runtime stands for TensorFlow on models that no later rung runs. */
    private void withoutTensorFlow(String name, LadderModel model, Runner peer) {
        if (model == models.last()) {
            notRun(name, model, TENSORFLOW, "TensorFlow was not asked for: --before keras or --before FILE");
            return;
        }
        List<Runner> settings = opened.open(model, onnxRuntime(Setup.Kind.ONNXRUNTIME, Precision.FP32));
        steps.add(Step.ofRunners(name, settings, Batches.padded(model, sentences, inOrder), peer));
    }

    /** The second of them: its settings are those of the first, too, so that it is never the slower one for want of a try. */
    private Step addOnnxRuntime() {
        LadderModel last = models.last();
        Batches padded = Batches.padded(last, sentences, inOrder);
        OnnxRuntimeOptions plain =
                Setup.Kind.ONNXRUNTIME.onnxRuntime().withOptimization(OnnxRuntimeOptions.Optimization.NONE);
        Runner unoptimised = opened.open(last, new Setup(Setup.Kind.ONNXRUNTIME, Precision.FP32, "", 1, plain));
        Step first = Step.of("ONNX", unoptimised, padded, wide);
        List<Step.Course> courses =
                new ArrayList<>(Step.ofRunners("", onnxRuntime, padded, wide).courses());
        courses.addAll(first.courses());
        Step best = Step.of("graph optimisation and threads", courses);
        steps.add(first);
        steps.add(best);
        String name = "ONNX Runtime int8";
        try {
            List<Setup> setups = onnxRuntime(Setup.Kind.ONNXRUNTIME_INT8, Precision.INT8);
            steps.add(Step.ofRunners(name, opened.open(last, setups), padded, onnxRuntime.get(0)));
        } catch (EngineException e) {
            notRun(name, last, name, String.valueOf(e.getMessage()));
        }
        return best;
    }

    /** The last of them. */
    private Step addOwn() {
        LadderModel narrowed = narrow.model();
        // Narrow weights of a file are those that its own peer reads too.
        Runner peer = narrowed == models.last() ? onnxRuntime.get(0) : opened.open(narrowed, plainOnnxRuntime("cpu"));
        steps.add(
                Step.of("fused fp32", wide, Batches.stretched(models.last(), sentences, inOrder), onnxRuntime.get(0)));
        steps.add(Step.of(narrowName(), narrow, Batches.stretched(narrowed, sentences, inOrder), peer));
        List<Batches> ways = sorted(narrowed);
        ways.add(0, Batches.packed(narrowed, sentences, inOrder));
        Step fastest = Step.ofWays("no padding, batching", List.of(narrow), ways, peer);
        steps.add(fastest);
        return fastest;
    }

    private List<Batches> sorted(LadderModel model) {
        List<Batches> ways = new ArrayList<>();
        for (int batch : SORTED_BATCHES) {
            ways.add(Batches.packed(model, sentences, Feed.sorted(sentences, batch)));
        }
        return ways;
    }

    private String narrowName() {
        return List.of("int8", "bf16", "int16").stream()
                .filter(precision -> narrow.words().contains(" " + precision))
                .findFirst()
                .map(precision -> "fused " + precision)
                .orElse("fused as stored");
    }

    private Setup plainOnnxRuntime(String device) {
        OnnxRuntimeOptions options = Setup.Kind.ONNXRUNTIME.onnxRuntime().withDevice(device);
        return new Setup(Setup.Kind.ONNXRUNTIME, Precision.FP32, "", threads, options);
    }

    private @Nullable Runner addGpu() {
        String words = "ONNX Runtime on CUDA";
        LadderModel last = models.last();
        if (!OnnxRuntime.providers().contains("cuda")) {
            notRun("GPU", last, words, "this ONNX Runtime has no CUDA; on a machine with a GPU: fastener --gpu bench");
            return null;
        }
        try {
            Runner runner = opened.open(last, plainOnnxRuntime("cuda"));
            List<Batches> ways = new ArrayList<>();
            for (int batch : SORTED_BATCHES) {
                ways.add(Batches.padded(last, sentences, Feed.sorted(sentences, batch)));
            }
            steps.add(Step.ofWays("GPU", List.of(runner), ways, wide));
            return runner;
        } catch (EngineException e) {
            notRun("GPU", last, words, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private Step sortedBefore(Runner runner, Runner peer) {
        List<Batches> ways = new ArrayList<>();
        for (int batch : new int[] {BATCH, 4 * BATCH}) {
            ways.add(Batches.padded(models.first(), sentences, Feed.sorted(sentences, batch)));
        }
        return Step.ofWays("before, sorted by length", List.of(runner), ways, peer);
    }

    private Step bestOfFirst() {
        LadderModel first = models.first();
        Runner peer = opened.open(first, plainOnnxRuntime("cpu"));
        List<Setup> setups = List.of(own(Precision.FP32), own(Precision.BF16), own(Precision.INT8));
        return Step.ofWays("the first model on our engine", opened.open(first, setups), sorted(first), peer);
    }
}
