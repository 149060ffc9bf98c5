package dev.fastener.engine;

import dev.fastener.kernel.FloatBlock;
import dev.fastener.kernel.PackedSteps;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.PaddingRule.MaskedOutput;
import dev.fastener.model.TaggerModel;
import dev.fastener.model.TextRules;
import java.util.Arrays;

/**
 * Some sequences of a batch that go through the stages together: how they lie, and their values. Grows to the largest seen.
 * The steps that the network sees need not be those of the batch: visible pads are added, masked steps are left out.
 */
final class Group implements AutoCloseable {
    private static final int PAD = -1;
    private static final int NOTHING = -1;

    private final FusedNetwork network;
    private final TaggerModel model;
    private final PackedSteps steps = new PackedSteps();

    /** [sequences], their numbers in the batch. */
    private int[] members = {};

    private int sequences;

    /** [sequences + 1], where each starts among the steps that the network sees. */
    private int[] starts = {};

    /** [sequences + 1], where each starts among the rows of the result. */
    private int[] resultStarts = {};

    /** The step of the batch that each step is, or PAD. */
    private int[] sources = {};

    /**
     * By direction, the step whose output each row of the result gets, or NOTHING; they differ at masked steps only.
     * [2][results]
     */
    private final int[][] outputs = {{}, {}};

    /** By feature, where each packed row's entry of the feature's table starts, [features][rows]. */
    private final int[][] tableOffsets;

    /** By direction, where in the last recurrent layer's output each row of the result is, [2][results]. */
    private final int[][] expandOffsets = {{}, {}};

    /** Where in the last stage but one each row of the result is, [results]. */
    private int[] resultOffsets = {};

    /** By rank, where the state after its pads starts in {@link PadStates}; empty where they are computed. [sequences] */
    private int[] padOffsets = {};

    /** Output of each stage. */
    private final FloatBlock[] values;

    /** By lane of a recurrent stage. */
    private final FloatBlock[] products;

    private final FloatBlock[] states;

    /** By lane, where each packed row's input products start. */
    private final int[][] productOffsets = {{}, {}};

    /** Scratch of each lane. */
    private final float[][] rows;

    /** @param lanes most lanes of a stage */
    Group(FusedNetwork network, int lanes) {
        this.network = network;
        this.model = network.model();
        this.tableOffsets = new int[model.features().size()][0];
        this.values = blocks(network.stages().size());
        this.products = blocks(2);
        this.states = blocks(2);
        this.rows = new float[lanes][0];
    }

    private FloatBlock[] blocks(int count) {
        FloatBlock[] blocks = new FloatBlock[count];
        for (int i = 0; i < count; i++) {
            blocks[i] = network.kernels().allocate(0);
        }
        return blocks;
    }

    PackedSteps steps() {
        return steps;
    }

    int sequences() {
        return sequences;
    }

    /** Number in the batch of the group's sequence {@code i}. */
    int member(int i) {
        return members[i];
    }

    /** Rows of the result. */
    int results() {
        return resultStarts[sequences];
    }

    /** First row of the result of the group's sequence {@code i}; {@code i} may be the number of sequences. */
    int resultStart(int i) {
        return resultStarts[i];
    }

    FloatBlock values(int stage) {
        return values[stage];
    }

    int[] tableOffsets(int feature) {
        return tableOffsets[feature];
    }

    int[] expandOffsets(int direction) {
        return expandOffsets[direction];
    }

    int[] padOffsets() {
        return padOffsets;
    }

    int[] resultOffsets() {
        return resultOffsets;
    }

    FloatBlock products(int lane) {
        return products[lane];
    }

    FloatBlock state(int lane) {
        return states[lane];
    }

    /** Where the rows of {@link #products} start. */
    int[] productOffsets(int lane, int rowSize) {
        int[] offsets = productOffsets[lane];
        for (int row = 0; row < steps.rows(); row++) {
            offsets[row] = row * rowSize;
        }
        return offsets;
    }

    /** Scratch for one row. */
    float[] row(int lane, int size) {
        if (rows[lane].length < size) {
            rows[lane] = new float[size];
        }
        return rows[lane];
    }

    void reserve(int stage, int rows, int stride) {
        values[stage] = grown(values[stage], Math.multiplyExact(rows, stride));
    }

    void reserveLane(int lane, int rowSize, int stateSize) {
        products[lane] = grown(products[lane], Math.multiplyExact(steps.rows(), rowSize));
        productOffsets[lane] = grown(productOffsets[lane], steps.rows());
        states[lane] = grown(states[lane], stateSize);
    }

    private FloatBlock grown(FloatBlock block, int capacity) {
        if (block.capacity() >= capacity) {
            return block;
        }
        // Where memory is short, the old block stays and the next, smaller batch finds it.
        FloatBlock larger =
                network.kernels().allocate((int) Math.min(Integer.MAX_VALUE - 64, capacity + capacity / 4L));
        block.close();
        return larger;
    }

    private static int[] grown(int[] array, int size) {
        return array.length >= size ? array : Arrays.copyOf(array, size + size / 4);
    }

    /** Takes every {@code stride}-th sequence of a batch, from {@code first} on and before {@code end}. */
    void load(EncodedBatch batch, int first, int end, int stride) {
        int count = Math.max(0, (end - first + stride - 1) / stride);
        members = grown(members, count);
        starts = grown(starts, count + 1);
        resultStarts = grown(resultStarts, count + 1);
        sequences = 0;
        starts[0] = 0;
        resultStarts[0] = 0;
        for (int s = first; s < end; s += stride) {
            members[sequences] = s;
            starts[sequences + 1] = starts[sequences];
            resultStarts[sequences + 1] = resultStarts[sequences];
            if (batch.length(s) > 0) {
                append(batch, batch.offsets()[s], batch.length(s));
            }
            sequences++;
        }
        steps.pack(starts, sequences);
        findTableRows(batch);
        findPadStates();
        findResults();
        for (Stage stage : network.stages()) {
            stage.reserve(this);
        }
    }

    private void append(EncodedBatch batch, int first, int length) {
        PaddingRule rule = model.text().padding();
        int at = starts[sequences];
        int result = resultStarts[sequences];
        int seen = rule instanceof PaddingRule.Visible && !network.skipsPads()
                ? model.text().maxLength()
                : length;
        sources = grown(sources, at + seen);
        outputs[0] = grown(outputs[0], result + seen);
        outputs[1] = grown(outputs[1], result + seen);
        if (rule instanceof PaddingRule.Visible && !network.skipsPads()) {
            appendWithPads(first, length, at, result, seen);
        } else if (rule instanceof PaddingRule.Masked masked && network.carriesMasks()) {
            appendWithoutMasked(batch, first, length, at, result, masked.output() == MaskedOutput.REPEATED);
        } else {
            for (int i = 0; i < length; i++) {
                sources[at + i] = first + i;
                outputs[0][result + i] = at + i;
            }
            starts[sequences + 1] = at + length;
            resultStarts[sequences + 1] = result + length;
        }
    }

    private void appendWithPads(int first, int length, int at, int result, int seen) {
        int before = model.text().padSide() == TextRules.Side.PRE ? seen - length : 0;
        for (int i = 0; i < seen; i++) {
            boolean real = i >= before && i < before + length;
            sources[at + i] = real ? first + i - before : PAD;
        }
        int from = model.head().overPads() ? 0 : before;
        int rows = model.head().overPads() ? seen : length;
        for (int i = 0; i < rows; i++) {
            outputs[0][result + i] = at + from + i;
        }
        starts[sequences + 1] = at + seen;
        resultStarts[sequences + 1] = result + rows;
    }

    private void appendWithoutMasked(EncodedBatch batch, int first, int length, int at, int result, boolean repeats) {
        int pad = model.features().get(0).vocabulary().padId();
        int[] ids = batch.ids()[0];
        int next = at;
        for (int i = 0; i < length; i++) {
            boolean masked = ids[first + i] == pad;
            if (!masked) {
                sources[next++] = first + i;
            }
            outputs[0][result + i] = masked && (!repeats || next == at) ? NOTHING : next - 1;
        }
        for (int i = length - 1, after = next; i >= 0; i--) {
            boolean masked = ids[first + i] == pad;
            if (!masked) {
                after--;
            }
            outputs[1][result + i] = masked && (!repeats || after == next) ? NOTHING : after;
        }
        starts[sequences + 1] = next;
        resultStarts[sequences + 1] = result + length;
    }

    private void findTableRows(EncodedBatch batch) {
        for (int f = 0; f < tableOffsets.length; f++) {
            tableOffsets[f] = grown(tableOffsets[f], steps.rows());
            int[] offsets = tableOffsets[f];
            int[] ids = batch.ids()[f];
            int pad = model.features().get(f).vocabulary().padId();
            int size = network.features().tableStride(f);
            for (int i = 0; i < steps.rows(); i++) {
                int id = sources[i] == PAD ? pad : ids[sources[i]];
                offsets[steps.row(i)] = id * size;
            }
        }
    }

    private void findPadStates() {
        if (!network.skipsPads()) {
            return;
        }
        padOffsets = grown(padOffsets, sequences);
        for (int rank = 0; rank < sequences; rank++) {
            int s = steps.sequence(rank);
            padOffsets[rank] = (model.text().maxLength() - (starts[s + 1] - starts[s])) * network.padStateSize();
        }
    }

    private void findResults() {
        int results = results();
        int stride = network.resultStride();
        resultOffsets = grown(resultOffsets, results);
        if (!network.carriesMasks()) {
            for (int i = 0; i < results; i++) {
                resultOffsets[i] = steps.row(outputs[0][i]) * stride;
            }
            return;
        }
        for (int i = 0; i < results; i++) {
            resultOffsets[i] = i * stride;
        }
        for (int d = 0; d < 2; d++) {
            expandOffsets[d] = grown(expandOffsets[d], results);
            for (int i = 0; i < results; i++) {
                // The row behind the last is all zeros.
                int row = outputs[d][i] == NOTHING ? steps.rows() : steps.row(outputs[d][i]);
                expandOffsets[d][i] = network.expandOffset(row, d);
            }
        }
    }

    @Override
    public void close() {
        for (FloatBlock[] blocks : new FloatBlock[][] {values, products, states}) {
            for (FloatBlock block : blocks) {
                block.close();
            }
        }
    }
}
