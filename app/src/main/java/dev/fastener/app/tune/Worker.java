package dev.fastener.app.tune;

import dev.fastener.onnx.OnnxWriter;
import dev.fastener.train.DivergedException;
import dev.fastener.train.EpochResult;
import dev.fastener.train.TrainListener;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.TrainResult;
import dev.fastener.train.Trainer;
import dev.fastener.train.TrainingData;
import dev.fastener.tune.search.Point;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The other side of a {@link WorkerProcess}: an order per line on standard input, "epoch N F1 SECONDS", "done" or "failed REASON"
 * per line on standard output. Ends at once when its input does, as then the process that gave orders has ended.
 */
final class Worker {
    private final TrainingData data;
    private final TrainOptions base;
    private final TrialFiles files;

    Worker(TrainingData data, TrainOptions base, TrialFiles files) {
        this.data = data;
        this.base = base;
        this.files = files;
    }

    int run() throws IOException {
        BlockingQueue<String> orders = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(orders), "orders");
        reader.setDaemon(true);
        reader.start();
        try (FileChannel timing = FileChannel.open(
                files.timingLock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            while (true) {
                obey(orders.take(), timing);
            }
        } catch (InterruptedException e) {
            return 0;
        }
    }

    private static void read(BlockingQueue<String> orders) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                orders.add(line);
            }
        } catch (IOException e) {
            // As good as its end.
        }
        // Whatever is being trained goes on from its checkpoint in another process.
        Runtime.getRuntime().halt(0);
    }

    private void obey(String order, FileChannel timing) throws IOException {
        String[] parts = order.split("\t");
        int number = Integer.parseInt(parts[0]);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 2; i < parts.length; i++) {
            String[] sides = parts[i].split("=", 2);
            values.put(sides[0], sides[1]);
        }
        Path checkpoint = files.checkpoint(number);
        TrainOptions options = Candidate.options(new Point(values), base)
                .withCheckpoint(checkpoint)
                .withResume(true);
        try {
            TrainResult result = Trainer.train(data, options, new Rung(Integer.parseInt(parts[1]), timing));
            OnnxWriter.write(result.model(), files.model(number));
            say("done");
        } catch (DivergedException | IllegalArgumentException | OutOfMemoryError e) {
            say("failed " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Reports epochs, ends at the one that was ordered, and pauses while anything is being timed. */
    private static final class Rung implements TrainListener {
        private final int epochs;
        private final FileChannel timing;
        private int done;

        Rung(int epochs, FileChannel timing) {
            this.epochs = epochs;
            this.timing = timing;
        }

        @Override
        public void epoch(EpochResult result) {
            done = result.epoch();
            say("epoch " + done + " " + result.devF1() + " " + (result.trainSeconds() + result.devSeconds()));
        }

        @Override
        public boolean stop() {
            try {
                // A shared lock waits for who holds the exclusive one.
                timing.lock(0, Long.MAX_VALUE, true).release();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return done >= epochs;
        }
    }
}
