package dev.fastener.app.slim;

import dev.fastener.app.Outputs;
import dev.fastener.io.AtomicFile;
import dev.fastener.model.TaggerModel;
import dev.fastener.onnx.OnnxWriter;
import dev.fastener.slim.Candidate;
import dev.fastener.slim.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where each student is written as soon as it is measured, so that nothing is lost on a kill. */
final class StudentFolder {
    private final Path folder;
    private final TaggerModel teacher;
    private final Path teacherFile;
    private final Map<Candidate, Path> files = new HashMap<>();

    /** Makes the folder where it is missing, but not the one that it lies in. */
    StudentFolder(Path folder, TaggerModel teacher, Path teacherFile) throws IOException {
        this.folder = folder;
        this.teacher = teacher;
        this.teacherFile = teacherFile;
        AtomicFile.requireFolder(folder);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IOException(folder + ": expected a folder for the students, found a file");
        }
        if (!Files.exists(folder)) {
            Files.createDirectory(folder);
        }
        AtomicFile.requireWritable(folder.resolve("student.onnx"));
    }

    /** "02-1x512.onnx": in the order of training, with recurrent layers and their hidden size. */
    void write(Candidate candidate, TaggerModel student) throws IOException {
        String name = String.format(Locale.ROOT, "%02d-%s.onnx", files.size() + 1, Shapes.label(student));
        Path file = folder.resolve(name);
        Outputs.requireOther(file, List.of(teacherFile));
        OnnxWriter.write(Origin.of(student, teacher, teacherFile), file);
        files.put(candidate, file);
    }

    /** Null where it is no student. */
    @Nullable
    Path file(Candidate candidate) {
        return files.get(candidate);
    }
}
