package dev.fastener.app.bench;

import dev.fastener.Tagger;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * A program that opens a model and tags one sentence again and again; {@link ColdStart} runs it in a JVM of its own. It prints
 * the entities of the first call, then, window after window, the median time of a call in milliseconds.
 */
final class FirstTag {
    private FirstTag() {}

    /** @param arguments model, engine, precision, kernels, threads, sentence, windows */
    public static void main(String[] arguments) throws IOException {
        TaggerModel model = OnnxReader.read(Path.of(arguments[0]));
        Setup setup = Setup.of(Arrays.asList(arguments).subList(1, 5));
        String sentence = arguments[5];
        int windows = Integer.parseInt(arguments[6]);
        try (Tagger tagger = Tagger.of(model, setup.open(model))) {
            System.out.println(tagger.tag(sentence));
            for (int window = 0; window < windows; window++) {
                System.out.printf(Locale.ROOT, "%.4f%n", window(tagger, sentence));
            }
        }
    }

    private static double window(Tagger tagger, String sentence) {
        long end = System.nanoTime() + ColdStart.WINDOW_NANOS;
        long[] nanos = new long[16];
        int count = 0;
        for (long start = System.nanoTime(); start < end; ) {
            tagger.tag(sentence);
            long now = System.nanoTime();
            nanos = count < nanos.length ? nanos : Arrays.copyOf(nanos, 2 * count);
            nanos[count++] = now - start;
            start = now;
        }
        Arrays.sort(nanos, 0, count);
        return nanos[count / 2] / 1e6;
    }
}
