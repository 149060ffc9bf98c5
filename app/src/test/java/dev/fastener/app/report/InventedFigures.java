package dev.fastener.app.report;

import dev.fastener.app.ladder.Curve;
import dev.fastener.app.ladder.Factors;
import dev.fastener.app.ladder.Interval;
import dev.fastener.app.ladder.Ladder;
import dev.fastener.app.ladder.Rung;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Figures that nobody measured, of the size that real ones have. */
final class InventedFigures {
    private InventedFigures() {}

    static Ladder ladder() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", "A processor that is not");
        machine.put("features", "avx2 avx512f avx512_vnni");
        machine.put("cores", "2, quota 2.00");
        machine.put("java", "17.0.1, A virtual machine");
        machine.put("flags", "--add-modules=jdk.incubator.vector");
        machine.put(
                "command",
                "fastener bench --ladder teacher.onnx,slim.onnx,model.onnx --before keras --corpus text.bmes");
        String stacked = "3 LSTM of 512, embeddings of 256";
        String one = "1 LSTM of 512, embeddings of 256";
        String small = "1 LSTM of 128, embeddings of 64";
        String tensorFlow = "TensorFlow 2.20 fp32, 2 threads, padded batches of 32";
        String onnx = "ONNX Runtime 1.29.0 fp32, 2 threads, spinning";
        List<Rung> rungs = List.of(
                rung("before", stacked, tensorFlow, 38.24, 1, 1, 0.9312),
                rung("one layer", one, tensorFlow, 13.9, 38.24 / 13.9, 38.24 / 13.9, 0.9287),
                rung("tuned sizes", small, tensorFlow, 3.17, 38.24 / 3.17, 13.9 / 3.17, 0.9301),
                rung("ONNX", small, "ONNX Runtime 1.29.0 fp32, 1 thread", 1.52, 38.24 / 1.52, 3.17 / 1.52, 0.9301),
                rung("graph optimisation and threads", small, onnx, 0.81, 38.24 / 0.81, 1.52 / 0.81, 0.9301),
                rung("ONNX Runtime int8", small, onnx.replace("fp32", "int8"), 0.93, 38.24 / 0.93, 0.81 / 0.93, 0.9288),
                rung(
                        "fused fp32",
                        small,
                        "Fastener native avx512, 2 threads",
                        0.224,
                        38.24 / 0.224,
                        0.93 / 0.224,
                        0.9301),
                rung(
                        "fused int8",
                        small,
                        "Fastener native avx512 int8, 2 threads",
                        0.137,
                        38.24 / 0.137,
                        0.224 / 0.137,
                        0.9297),
                rung(
                        "no padding, batching",
                        small,
                        "Fastener native avx512 int8, 2 threads",
                        0.0927,
                        412.4,
                        1.478,
                        0.9297),
                new Rung("GPU", small, "ONNX Runtime on CUDA", null, "this ONNX Runtime has no CUDA"));
        return new Ladder(
                "invented.bmes",
                477,
                25_230,
                0.412,
                machine,
                rungs,
                new Factors(interval(15.3), interval(37.1), interval(11.1), interval(2.43), interval(412.4)),
                List.of(
                        curve("TensorFlow 2.20 fp32, 2 threads", 4.1, 0.9, 10, 20, 40, 80, 160, 320),
                        curve(onnx, 0.31, 0.8, 10, 20, 40, 80, 160, 320),
                        curve("Fastener native avx512, 2 threads", 0.06, 1, 10, 20, 40, 80, 160, 320),
                        curve("Fastener native avx512 int8, 2 threads", 0.031, 1, 10, 20, 40, 80, 160, 320)),
                List.of(
                        curve("TensorFlow 2.20 fp32, 2 threads", 8, 0.7, 1, 2, 4, 8, 16, 32, 64, 128),
                        curve(onnx, 0.7, 0.75, 1, 2, 4, 8, 16, 32, 64, 128),
                        curve("Fastener native avx512 int8, 2 threads", 0.1, 0.93, 1, 2, 4, 8, 16, 32, 64, 128)));
    }

    private static Rung rung(
            String name, String model, String engine, double millis, double ratio, double step, double f1) {
        return new Rung(
                name,
                model,
                engine,
                new Rung.Figures(
                        interval(millis),
                        interval(ratio),
                        interval(step),
                        12,
                        f1,
                        name.equals("before") ? 1 : 0.9871,
                        3.1e-7,
                        ""),
                "");
    }

    private static Interval interval(double value) {
        return new Interval(value, value * 0.96, value * 1.05);
    }

    private static Curve curve(String engine, double first, double power, int... places) {
        List<Curve.Point> points = new ArrayList<>();
        for (int place : places) {
            double millis = first * Math.pow((double) place / places[0], power);
            points.add(new Curve.Point(place, millis, 1.3 * millis));
        }
        return new Curve(engine, points);
    }

    /** Trials whose F1 depends on the learning rate most, a little on the size, and not at all on the cell. */
    static StudyFigures study(int trials) {
        Random random = new Random(7);
        List<StudyFigures.Candidate> trained = new ArrayList<>();
        List<StudyFigures.Untrained> untrained = new ArrayList<>();
        untrained.add(new StudyFigures.Untrained(trials, true, "out of memory", Map.of("layers", "2")));
        for (int number = 0; number < trials; number++) {
            Map<String, String> values = new LinkedHashMap<>();
            double rate = Math.pow(10, -3.3 + 1.3 * random.nextDouble());
            int hidden = 64 << random.nextInt(3);
            int layers = 1 + random.nextInt(2);
            values.put("cell", random.nextBoolean() ? "lstm" : "gru");
            values.put("layers", Integer.toString(layers));
            values.put("hidden-size", Integer.toString(hidden));
            values.put("embedding-dim", Integer.toString(64 << random.nextInt(3)));
            values.put("bigram-dim", random.nextBoolean() ? "0" : "64");
            values.put("dropout", Double.toString(0.2 + 0.5 * random.nextDouble()));
            values.put("optimizer", random.nextBoolean() ? "adam" : "adamw");
            values.put("learning-rate", Double.toString(rate));
            values.put(
                    "schedule", List.of("constant", "linear", "cosine", "steps").get(random.nextInt(4)));
            values.put("batch-size", Integer.toString(8 << random.nextInt(4)));
            double quality =
                    0.93 - 0.12 * Math.pow(Math.log10(rate) + 2.6, 2) - 1.2 / hidden + 0.004 * random.nextGaussian();
            if (number % 5 == 4) {
                untrained.add(
                        new StudyFigures.Untrained(number, false, "0.912 ms (foretold), 4,100,000 bytes", values));
                continue;
            }
            int epochs = random.nextInt(3) == 0 ? 9 : 3;
            List<Double> f1 = new ArrayList<>();
            for (int epoch = 1; epoch <= epochs; epoch++) {
                f1.add(Math.max(0, quality - 0.25 / (epoch * epoch)));
            }
            double millis = 0.04 * layers * hidden / 64 * (1 + 0.01 * hidden) * (0.9 + 0.2 * random.nextDouble());
            long bytes = 400_000L + 30L * layers * hidden * hidden;
            double best = f1.get(epochs - 1);
            trained.add(
                    new StudyFigures.Candidate(number, "fp32", values, best, millis, bytes, f1, epochs, false, false));
            trained.add(new StudyFigures.Candidate(
                    number, "int8", values, best - 0.002, 0.7 * millis, bytes / 2, f1, epochs, false, false));
        }
        return new StudyFigures(
                "p99@batch=1,threads=1,lengths=dev",
                judged(trained),
                untrained,
                3,
                0.9189,
                Map.of("processor", "A processor that is not", "command", "fastener tune --train train.bmes"));
    }

    private static List<StudyFigures.Candidate> judged(List<StudyFigures.Candidate> trained) {
        List<StudyFigures.Candidate> judged = new ArrayList<>();
        double best =
                trained.stream().mapToDouble(StudyFigures.Candidate::f1).max().orElseThrow();
        boolean isTaken = false;
        for (StudyFigures.Candidate candidate : trained) {
            boolean isFront = trained.stream()
                    .noneMatch(other -> other.f1() > candidate.f1()
                            && other.millis() <= candidate.millis()
                            && other.bytes() <= candidate.bytes());
            boolean isChosen = isFront && !isTaken && candidate.f1() > best - 0.004;
            isTaken |= isChosen;
            judged.add(new StudyFigures.Candidate(
                    candidate.trial(),
                    candidate.precision(),
                    candidate.parameters(),
                    candidate.f1(),
                    candidate.millis(),
                    candidate.bytes(),
                    candidate.devF1(),
                    candidate.target(),
                    isFront,
                    isChosen));
        }
        return judged;
    }

    static final String SLIM = """
            {"maxF1Drop": 0.2, "steps": ["prune-vocabulary", "distil", "structure"], "models": [
             {"step": "teacher", "model": "3 LSTM of 512", "f1": 0.9301, "f1Change": 0, "f1ChangeLow": -0.0031,
              "f1ChangeHigh": 0.0033, "goldEntities": 1497,
              "millisPerSentence": 9.21, "ratio": 1, "bytes": 65006436, "withinBound": true, "outOfTime": false, "chosen": false},
             {"step": "prune-vocabulary", "model": "1,780 entries of 1,891", "f1": 0.9301, "f1Change": 0, "f1ChangeLow": -0.0031,
              "f1ChangeHigh": 0.0033, "goldEntities": 1497,
              "millisPerSentence": 9.2, "ratio": 1.001, "bytes": 64894036, "withinBound": true, "outOfTime": false, "chosen": false},
             {"step": "distil", "model": "1 LSTM of 128", "f1": 0.9292, "f1Change": -0.0009, "f1ChangeLow": -0.004,
              "f1ChangeHigh": 0.0024, "goldEntities": 1497,
              "millisPerSentence": 0.311, "ratio": 29.61, "bytes": 1912004, "withinBound": true, "outOfTime": false, "chosen": true},
             {"step": "distil", "model": "1 LSTM of 64", "f1": 0.9233, "f1Change": -0.0068, "f1ChangeLow": -0.0099,
              "f1ChangeHigh": -0.0035, "goldEntities": 1497,
              "millisPerSentence": 0.142, "ratio": 64.86, "bytes": 1012004, "withinBound": false, "outOfTime": true, "chosen": false}
            ], "rule": "used: not significantly worse", "confirmations": [
             {"model": "1 LSTM of 128", "seeds": [1, 2, 3], "f1Change": -0.0012, "f1ChangeLow": -0.0035, "f1ChangeHigh": 0.0011,
              "withinBound": true}
            ]}
            """;

    static final String QUANTIZE = """
            {"text": "dev.bmes", "calibration": "dev.bmes", "rule": "dev.bmes has 1,497 entities: 0.2 points are three of them",
             "rows": [
              {"precision": "fp32", "wider": "", "chosen": false, "bytes": 1912004, "p50Millis": 0.312, "p99Millis": 0.801,
               "equalTags": 1, "f1": 0.9292, "f1Change": 0, "f1ChangeLow": 0, "f1ChangeHigh": 0, "kept": true},
              {"precision": "int8", "wider": "body.1 in INT16", "chosen": true, "bytes": 912004, "p50Millis": 0.181, "p99Millis": 0.433,
               "equalTags": 0.99873, "f1": 0.9287, "f1Change": -0.0005, "f1ChangeLow": -0.0018, "f1ChangeHigh": 0.0007, "kept": true},
              {"precision": "bf16", "wider": "", "chosen": false, "bytes": 1212004, "reason": "no kernels for bf16 here"}
             ]}
            """;

    static final String CERTIFICATE = """
            {"grade": "B", "restsOn": "equal to the source's own graph, run", "passed": true, "maxEmissionDifference": 3e-6,
             "equalPaths": 1, "engines": [{"engine": "core native avx512", "maxEmissionDifference": 3e-6, "scaledDifference": 4e-7,
             "equalPaths": 1, "tied": 0, "sentences": 100}], "warnings": ["a warning"],
             "facts": [], "assumed": [{"name": "padding", "value": "post", "origin": "assumed"}]}
            """;
}
