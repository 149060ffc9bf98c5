package dev.fastener.app.tune;

import dev.fastener.Tagger;
import dev.fastener.app.train.Conclusion;
import dev.fastener.engine.EngineOptions;
import dev.fastener.engine.Engines;
import dev.fastener.engine.Precision;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.train.DivergedException;
import dev.fastener.train.EpochResult;
import dev.fastener.train.TrainListener;
import dev.fastener.train.TrainOptions;
import dev.fastener.train.TrainResult;
import dev.fastener.train.Trainer;
import dev.fastener.train.TrainingData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The other side of a {@link WorkerProcess}: an order per line on standard input; on standard output "epoch N F1 SECONDS" per
 * epoch, then "done BYTES F1 BYTES F1 ..." with a pair per precision, "failed REASON" where this trial can't be trained, or
 * "stopped REASON" where no trial can. Ends at once when its input does, as then the process that gave orders has ended.
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

    private void obey(String text, FileChannel timing) throws IOException {
        Order order = Order.parse(text);
        TrainOptions options = Candidate.options(order.point(), base)
                .withCheckpoint(files.checkpoint(order.trial()))
                .withResume(true);
        try {
            TrainResult result = Trainer.train(data, options, new Rung(order.epochs(), timing));
            OnnxWriter.write(result.model(), files.model(order.trial()));
            say("done" + scores(result.model(), order.precisions()));
        } catch (DivergedException | IllegalArgumentException | OutOfMemoryError e) {
            say("failed " + oneLine(e));
        } catch (IOException e) {
            say("stopped " + oneLine(e));
        }
    }

    private String scores(TaggerModel model, List<Precision> precisions) {
        StringBuilder scores = new StringBuilder();
        for (Precision precision : precisions) {
            TaggerModel narrow = Precisions.of(model, precision, data.dev());
            EngineOptions options = EngineOptions.forBulk().withThreads(base.threads());
            try (Tagger tagger = Tagger.of(narrow, Engines.fastest(narrow, options))) {
                double f1 =
                        Conclusion.evaluate(tagger, data.dev()).strict().micro().f1();
                scores.append(' ')
                        .append(OnnxWriter.toBytes(narrow).length)
                        .append(' ')
                        .append(f1);
            }
        }
        return scores.toString();
    }

    private static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
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
