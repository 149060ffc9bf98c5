package dev.fastener.app.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.app.Progress;
import dev.fastener.model.TextRules;
import dev.fastener.train.EpochResult;
import dev.fastener.train.TrainListener;
import dev.fastener.train.TrainingPlan;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Tells on standard error, and in a file of JSON Lines, how a training goes on. */
public final class TrainingLog implements TrainListener {
    private final Progress progress = Progress.onStandardError();
    private final String units;
    private final @Nullable Path file;
    private final BooleanSupplier stop;
    private int epochs;
    private long epochStartNanos;
    private int epochUnderWay;
    private boolean begun;

    /**
     * @param file gets a JSON object for each epoch; null for none
     * @param stop asked before each batch; true ends training
     */
    public TrainingLog(TextRules.Unit unit, @Nullable Path file, BooleanSupplier stop) {
        this.units = unit.isWord() ? "words/s" : "characters/s";
        this.file = file;
        this.stop = stop;
    }

    @Override
    public void started(TrainingPlan plan) {
        progress.line(String.format(
                Locale.ROOT,
                "%,d parameters, %,d batches and %,d %s an epoch, kernels: %s%s",
                plan.parameters(),
                plan.batches(),
                plan.characters(),
                units.equals("words/s") ? "words" : "characters",
                plan.kernels(),
                plan.resumedAfter() > 0 ? "; going on after epoch " + plan.resumedAfter() : ""));
        if (plan.resumedUnchecked()) {
            progress.line(
                    "fastener: the checkpoint holds no checksum, as it is of an earlier version: damage to it can't be noticed");
        }
    }

    @Override
    public void progress(dev.fastener.train.Progress now) {
        epochs = now.epochs();
        if (epochUnderWay != now.epoch()) {
            epochUnderWay = now.epoch();
            epochStartNanos = System.nanoTime();
        }
        progress.update(
                String.format(Locale.ROOT, "epoch %d/%d", now.epoch(), now.epochs()),
                (double) now.characters() / Math.max(1, now.charactersInEpoch()),
                System.nanoTime() - epochStartNanos,
                String.format(Locale.ROOT, "%,.0f %s", now.charactersPerSecond(), units));
    }

    @Override
    public void epoch(EpochResult result) {
        progress.line(String.format(
                Locale.ROOT,
                "epoch %3d%s  loss %8.4f  dev F1 %6.2f (P %.2f, R %.2f)  %,.0f %s  %.1f s%s",
                result.epoch(),
                epochs > 0 ? "/" + epochs : "",
                result.loss(),
                100 * result.devF1(),
                100 * result.devPrecision(),
                100 * result.devRecall(),
                result.charactersPerSecond(),
                units,
                result.trainSeconds() + result.devSeconds(),
                result.best() ? "  best" : ""));
        if (file != null && begun) {
            write(file, json(result), StandardOpenOption.APPEND);
        } else if (file != null) {
            // The log of an earlier training stays until this one has something to say.
            write(
                    file,
                    json(result),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            begun = true;
        }
    }

    @Override
    public boolean stop() {
        return stop.getAsBoolean();
    }

    /** Wipes the progress bar away. */
    public void finish() {
        progress.clear();
    }

    private static String json(EpochResult result) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberField("epoch", result.epoch());
            json.writeNumberField("loss", result.loss());
            json.writeNumberField("devPrecision", result.devPrecision());
            json.writeNumberField("devRecall", result.devRecall());
            json.writeNumberField("devF1", result.devF1());
            json.writeBooleanField("best", result.best());
            json.writeNumberField("learningRate", result.learningRate());
            json.writeNumberField("charactersPerSecond", result.charactersPerSecond());
            json.writeNumberField("trainSeconds", result.trainSeconds());
            json.writeNumberField("devSeconds", result.devSeconds());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line + "\n";
    }

    /** A log that can't be written is no reason to lose a training. */
    private void write(Path file, String text, StandardOpenOption... options) {
        try {
            Files.writeString(file, text, options);
        } catch (IOException e) {
            progress.line("fastener: " + file + ": can't be written (" + e.getMessage() + "); training goes on");
        }
    }
}
