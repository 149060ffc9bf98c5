package dev.fastener.before;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a source model is run with.
 *
 * @param output empty for the only one
 * @param ids inputs that ids go to, in the order of the requests; empty for the only one
 * @param feeds numbers by the name of their placeholder
 * @param threads 0 for TensorFlow's own choice
 */
record RunOptions(Path model, String output, List<String> ids, Map<String, Float> feeds, int threads) {
    static RunOptions parse(String[] args) {
        if (args.length % 2 == 0) {
            throw new IllegalArgumentException(
                    "expected MODEL and options with a value each, found " + args.length + " words");
        }
        String output = "";
        List<String> ids = new ArrayList<>();
        Map<String, Float> feeds = new HashMap<>();
        int threads = 0;
        for (int i = 1; i < args.length; i += 2) {
            String value = args[i + 1];
            switch (args[i]) {
                case "--output" -> output = value;
                case "--ids" -> ids.add(value);
                case "--threads" -> threads = Integer.parseInt(value);
                case "--feed" -> {
                    int equals = value.indexOf('=');
                    if (equals < 0) {
                        throw new IllegalArgumentException("--feed: expected NAME=NUMBER, found " + value);
                    }
                    feeds.put(value.substring(0, equals), Float.valueOf(value.substring(equals + 1)));
                }
                default ->
                    throw new IllegalArgumentException(
                            "expected --output, --ids, --feed or --threads, found " + args[i]);
            }
        }
        return new RunOptions(Path.of(args[0]), output, List.copyOf(ids), Map.copyOf(feeds), threads);
    }

    /** Arrays of ids in a request. */
    int inputs() {
        return Math.max(1, ids.size());
    }
}
