package dev.fastener.app.accelerate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where all files of a run lie. */
record Folder(Path path) {
    Path journal() {
        return path.resolve("steps.tsv");
    }

    /** Train, dev and test of a corpus that came in one file. */
    Path corpus() {
        return path.resolve("corpus");
    }

    /** The model that is made faster. */
    Path teacher() {
        return path.resolve("teacher.onnx");
    }

    Path certificate() {
        return path.resolve("certificate.html");
    }

    Path students() {
        return path.resolve("students");
    }

    Path slim() {
        return path.resolve("slim.onnx");
    }

    Path study() {
        return path.resolve("tune.db");
    }

    Path tuned() {
        return path.resolve("tuned");
    }

    /** The chosen one in fp32. */
    Path small() {
        return path.resolve("small.onnx");
    }

    Path model() {
        return path.resolve("model.onnx");
    }

    Path report() {
        return path.resolve("report.html");
    }

    /** All that steps write, but for what lies in folders of their own. */
    List<Path> outputs() {
        return List.of(
                journal(),
                teacher(),
                certificate(),
                slim(),
                study(),
                small(),
                model(),
                report(),
                json("slim"),
                json("tune"),
                json("quantize"),
                json("ladder"));
    }

    /** The figures of a step. */
    Path json(String step) {
        return path.resolve(step + ".json");
    }

    /** The student that was trained first: one layer of the teacher's sizes; null where there is none. */
    @Nullable
    Path firstStudent() throws IOException {
        if (!Files.isDirectory(students())) {
            return null;
        }
        try (Stream<Path> files = Files.list(students())) {
            return files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .findFirst()
                    .orElse(null);
        }
    }
}
