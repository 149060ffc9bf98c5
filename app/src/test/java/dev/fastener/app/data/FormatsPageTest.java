package dev.fastener.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fastener.app.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/formats.md shows is run: each file that it prints is read, each command over one prints what stands there. */
class FormatsPageTest {
    private static final Pattern FILE =
            Pattern.compile("\\*\\*([a-z-]+\\.[a-z]+)\\*\\*\n\n```\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern COMMAND =
            Pattern.compile("```sh\n\\./fastener (data convert [^\n]*)\n```\n\n```\n(.*?)```\n", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void filesAndCommandsOfThePageAreRight() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "formats.md"));
        List<String> names = new ArrayList<>();
        Matcher file = FILE.matcher(page);
        while (file.find()) {
            names.add(file.group(1));
            Files.writeString(folder.resolve(file.group(1)), file.group(2));
        }
        assertThat(names).contains("village.txt", "people.conllu", "kaggle.csv", "marked.txt");
        for (String name : names) {
            if (!name.equals("tags.txt")) {
                assertThat(printed("data", "inspect", folder.resolve(name).toString()))
                        .as(name)
                        .contains("sentences");
            }
        }
        assertThat(printed("data", "inspect", folder.resolve("marked.txt").toString()))
                .containsPattern("entities +3\n");
        Matcher command = COMMAND.matcher(page);
        int commands = 0;
        while (command.find()) {
            String[] words = command.group(1).split(" ");
            words[2] = folder.resolve(words[2]).toString();
            assertThat(printed(words).strip())
                    .as(command.group(1))
                    .isEqualTo(command.group(2).strip());
            commands++;
        }
        assertThat(commands).isEqualTo(6);
    }

    private static String printed(String... arguments) {
        PrintStream out = System.out;
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run(arguments)).as(String.join(" ", arguments)).isZero();
        } finally {
            System.setOut(out);
        }
        return caught.toString(StandardCharsets.UTF_8);
    }
}
