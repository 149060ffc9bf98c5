package dev.fastener.app.convert;

import dev.fastener.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small models that a script wrote with real Keras, ten characters and five tags, and the files that belong to them. */
final class ConvertedFixture {
    static final String CHARACTERS = "一丁丂七丄丅丆万丈三";
    private static final List<String> TAGS = List.of("O", "B-A", "I-A", "B-B", "I-B");

    private ConvertedFixture() {}

    /** The command's exit code; it writes {@link #out}. */
    static int convert(Path folder, String model, Path vocabulary, String... more) throws IOException {
        Path tags = Files.write(folder.resolve("tags.txt"), TAGS);
        List<String> arguments = new ArrayList<>(List.of(
                "convert",
                Path.of("../convert/src/test/resources/keras", model).toString(),
                "--vocab",
                vocabulary.toString(),
                "--tags",
                tags.toString(),
                "--max-len",
                "7",
                "--out",
                out(folder).toString()));
        arguments.addAll(List.of(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    static Path out(Path folder) {
        return folder.resolve("model.onnx");
    }

    /** Ids from 1 on. */
    static Path vocabulary(Path folder) throws IOException {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < CHARACTERS.length(); i++) {
            json.append(i == 0 ? "" : ", ")
                    .append('"')
                    .append(CHARACTERS.charAt(i))
                    .append("\": ")
                    .append(i + 1);
        }
        return Files.writeString(folder.resolve("vocab.json"), json.append('}'));
    }

    /** Sentences of up to {@code longest} characters, tagged at random but legally, so that every tag follows a rule of its own. */
    static Path corpus(Path folder, int longest) throws IOException {
        Random random = new Random(7);
        StringBuilder lines = new StringBuilder();
        for (int s = 0; s < 60; s++) {
            String before = "O";
            for (int t = 1 + random.nextInt(longest); t > 0; t--) {
                String tag = TAGS.get(random.nextInt(TAGS.size()));
                boolean continues = tag.startsWith("I-");
                String legal = continues && !before.endsWith(tag.substring(1)) ? "B" + tag.substring(1) : tag;
                lines.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())))
                        .append(' ')
                        .append(legal)
                        .append('\n');
                before = legal;
            }
            lines.append('\n');
        }
        return Files.writeString(folder.resolve("dev.bio"), lines);
    }
}
