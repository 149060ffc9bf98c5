package example;

import dev.fastener.Entity;
import dev.fastener.Tagger;
import java.nio.file.Path;

/** Prints the entities of a sentence: {@code Tagging model.onnx 华东师范大学位于上海}. */
public final class Tagging {
    private Tagging() {}

    public static void main(String[] args) throws Exception {
        try (Tagger tagger = Tagger.open(Path.of(args[0]))) {
            for (Entity entity : tagger.tag(args[1])) {
                System.out.println(entity.type() + " " + entity.text() + " " + entity.start() + "-" + entity.end());
            }
        }
    }
}
