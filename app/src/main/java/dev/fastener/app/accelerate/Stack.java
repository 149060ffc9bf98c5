package dev.fastener.app.accelerate;

import dev.fastener.train.Architecture;
import dev.fastener.train.EpochResult;
import dev.fastener.train.TrainListener;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.Trainer;
import dev.fastener.train.TrainingData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stack of Bi-LSTMs, as "3x512".
 *
 * @param hiddenSize of one direction
 */
record Stack(int layers, int hiddenSize) {
    private static final Pattern FORM = Pattern.compile("([1-9])x([1-9][0-9]{0,3})");

    /** Teachers from the best to the quickest to train. */
    private static final List<Stack> TEACHERS =
            List.of(new Stack(3, 512), new Stack(3, 256), new Stack(2, 256), new Stack(2, 128), new Stack(2, 64));

    private static final Stack PROBE = new Stack(2, 128);
    private static final long MOST_PROBE_MILLIS = 10_000;
    private static final long LEAST_PROBE_MILLIS = 2000;
    private static final double LEAST_EPOCHS = 8;

    static Stack parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--teacher: expected layers and hidden size as 3x512, found " + text);
        }
        return new Stack(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** The largest teacher that learns enough from {@code data} in {@code time}, judged by the speed of a short training. */
    static Stack teacherFor(TrainingData data, Duration time) throws IOException {
        Architecture probe = Architecture.defaults().withLayers(PROBE.layers).withHiddenSize(PROBE.hiddenSize);
        long millis = Math.max(LEAST_PROBE_MILLIS, Math.min(MOST_PROBE_MILLIS, time.toMillis() / 20));
        TrainOptions options = TrainOptions.defaults().withArchitecture(probe).withBudget(Duration.ofMillis(millis));
        double charactersPerSecond = Trainer.train(data, options, TrainListener.NONE).history().stream()
                .mapToDouble(EpochResult::charactersPerSecond)
                .max()
                .orElse(1);
        double characters = data.train().stream().mapToLong(s -> s.length()).sum() * LEAST_EPOCHS;
        double affordable = charactersPerSecond * PROBE.work() * time.toMillis() / 1e3 / characters;
        return TEACHERS.stream()
                .filter(stack -> stack.work() <= affordable)
                .findFirst()
                .orElse(TEACHERS.get(TEACHERS.size() - 1));
    }

    /** Multiplications of a step. */
    private double work() {
        double work = 0;
        double inputs = Architecture.defaults().embeddingDimension();
        for (int layer = 0; layer < layers; layer++) {
            work += 8.0 * hiddenSize * (inputs + hiddenSize);
            inputs = 2.0 * hiddenSize;
        }
        return work;
    }

    @Override
    public String toString() {
        return layers + "x" + hiddenSize;
    }
}
