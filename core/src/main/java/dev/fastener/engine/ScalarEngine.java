package dev.fastener.engine;

import dev.fastener.model.EncodedBatch;
import dev.fastener.model.Feature;
import dev.fastener.model.FeatureJoin;
import dev.fastener.model.Layer;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import java.util.Arrays;
import java.util.List;

/**
 * Runs any TaggerModel under any padding rule by plain loops in double precision, one sentence after another: the
 * specification of what a model computes and the oracle of the fast engines.
 */
public final class ScalarEngine implements Engine {
    private final TaggerModel model;
    private final CallsUnderWay calls = new CallsUnderWay("the engine", () -> {});

    public ScalarEngine(TaggerModel model) {
        this.model = model;
    }

    @Override
    public String name() {
        return "core scalar";
    }

    @Override
    public Workspace newWorkspace() {
        calls.begin();
        calls.end();
        return () -> {};
    }

    @Override
    public void close() {
        calls.close();
    }

    @Override
    public TagScores score(EncodedBatch batch, Workspace workspace) {
        calls.begin();
        try {
            return scores(batch);
        } finally {
            calls.end();
        }
    }

    private TagScores scores(EncodedBatch batch) {
        BatchCheck.check(model, batch);
        int sequences = batch.sequences();
        int tags = model.tags().size();
        boolean overPads = model.decodesPads();
        int[] offsets = new int[sequences + 1];
        int[] lead = new int[sequences];
        for (int s = 0; s < sequences; s++) {
            int rows = overPads && batch.length(s) > 0 ? model.text().maxLength() : batch.length(s);
            offsets[s + 1] = offsets[s] + rows;
        }
        float[] values = new float[offsets[sequences] * tags];
        for (int s = 0; s < sequences; s++) {
            if (batch.length(s) == 0) {
                continue;
            }
            int pads = padsBefore(batch.length(s));
            double[] emissions = emissions(batch, s, pads);
            lead[s] = overPads ? pads : 0;
            int from = (overPads ? 0 : pads) * tags;
            int to = offsets[s] * tags;
            for (int i = 0; i < (offsets[s + 1] - offsets[s]) * tags; i++) {
                values[to + i] = (float) emissions[from + i];
            }
        }
        return new TagScores(tags, offsets, lead, values);
    }

    /** Pads that the network sees before a sequence of {@code length} real steps. */
    private int padsBefore(int length) {
        boolean visible = model.text().padding() instanceof PaddingRule.Visible;
        return visible && model.text().padSide() == TextRules.Side.PRE
                ? model.text().maxLength() - length
                : 0;
    }

    /** Of all steps that the network sees, [steps * tags]. */
    private double[] emissions(EncodedBatch batch, int s, int padsBefore) {
        boolean visible = model.text().padding() instanceof PaddingRule.Visible;
        int length = batch.length(s);
        int steps = visible ? model.text().maxLength() : length;
        List<Feature> features = model.features();

        boolean[] masked = new boolean[steps];
        int joined = model.joinedSize();
        double[] x = new double[steps * joined];
        int column = 0;
        for (int f = 0; f < features.size(); f++) {
            Feature feature = features.get(f);
            int dimension = feature.embedding().columns();
            for (int t = 0; t < steps; t++) {
                boolean real = t >= padsBefore && t < padsBefore + length;
                int pad = feature.vocabulary().padId();
                int id = real ? batch.ids()[f][batch.offsets()[s] + t - padsBefore] : pad;
                if (f == 0 && model.text().padding() instanceof PaddingRule.Masked) {
                    masked[t] = id == pad;
                }
                for (int i = 0; i < dimension; i++) {
                    x[t * joined + column + i] += feature.embedding().values()[id * dimension + i];
                }
            }
            if (model.join() == FeatureJoin.CONCAT) {
                column += dimension;
            }
        }
        ScalarLayers layers = new ScalarLayers(steps, masked, model.text().padding());
        for (Layer layer : model.body()) {
            x = layers.forward(layer, x);
        }
        return Arrays.copyOf(x, steps * model.tags().size());
    }
}
