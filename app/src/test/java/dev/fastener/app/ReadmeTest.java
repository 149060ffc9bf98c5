package dev.fastener.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the READMEs and the quick start show is run: each command and the Java snippet, in a folder like the demo's. */
class ReadmeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w+)\\n(.*?)^```", Pattern.DOTALL);
    /** Minutes of training, this test's own caller, and what needs another machine or the network. */
    private static final Pattern NOT_RUN = Pattern.compile("(\\./fastener (demo|dist)|\\./mvnw|git clone|unzip)\\b.*");

    @TempDir
    private static Path folder;

    @BeforeAll
    static void trainASmallModelWhereTheDemoPutsIts() throws Exception {
        run("./fastener demo --corpus-only --folder all");
        Files.createDirectories(folder.resolve("demo/corpus"));
        for (String part : List.of("train", "dev", "test")) {
            List<String> lines = Files.readAllLines(folder.resolve("all/" + part + ".bmeo"));
            Files.write(folder.resolve("demo/corpus/" + part + ".bmeo"), lines.subList(0, 60));
        }
        run("./fastener train --train demo/corpus/train.bmeo --hidden-size 16 --embedding-dim 16 --epochs 2"
                + " --out demo/slim.onnx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh-CN.md", "docs/zh/快速开始.md"})
    void eachCommandRuns(String document) throws Exception {
        List<String> commands = blocks(document, "bash").stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .filter(line -> !NOT_RUN.matcher(line).matches())
                .toList();
        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            assertThat(command).as(document).contains("./fastener ");
            run(command);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh-CN.md", "docs/zh/快速开始.md"})
    void theJavaSnippetCompilesAndRuns(String document) throws Exception {
        List<String> snippets = blocks(document, "java");
        assertThat(snippets).isNotEmpty();
        for (String snippet : snippets) {
            String source = "import dev.fastener.*; import java.nio.file.Path;\n"
                    + "public class Snippet { public static void main(String[] args) throws Exception {\n" + snippet
                    + "}}\n";
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            JavaFileObject file =
                    new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return source;
                        }
                    };
            List<String> options = List.of("-cp", classPath(), "-d", folder.toString());
            assertThat(compiler.getTask(null, null, null, options, null, List.of(file))
                            .call())
                    .isTrue();
            finish(java(folder + System.getProperty("path.separator") + classPath(), "Snippet"));
        }
    }

    @Test
    void bothReadmesShowTheSameCommandsAndTheSameFigures() throws IOException {
        assertThat(blocks("README.zh-CN.md", "bash")).isEqualTo(blocks("README.md", "bash"));
        assertThat(blocks("README.zh-CN.md", "text")).isEqualTo(blocks("README.md", "text"));
        assertThat(figures("README.zh-CN.md")).isEqualTo(figures("README.md"));
    }

    private static List<String> figures(String document) throws IOException {
        Matcher number = Pattern.compile("\\d+\\.\\d+").matcher(String.join("\n", tableRows(document)));
        return number.results().map(result -> result.group()).toList();
    }

    private static List<String> tableRows(String document) throws IOException {
        try (Stream<String> lines = Files.lines(ROOT.resolve(document))) {
            return lines.filter(line -> line.startsWith("|")).toList();
        }
    }

    private static List<String> blocks(String document, String language) throws IOException {
        Matcher matcher = BLOCK.matcher(Files.readString(ROOT.resolve(document)));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        return blocks;
    }

    /** Runs one line of shell in which {@code ./fastener} is the command line under test. */
    private static void run(String command) throws Exception {
        String line = command.replace("./fastener ", "\"$JAVA\" -cp \"$CLASS_PATH\" dev.fastener.app.Main ");
        ProcessBuilder process = new ProcessBuilder("bash", "-c", "set -o pipefail; " + line);
        process.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        process.environment().put("CLASS_PATH", classPath());
        finish(process);
    }

    private static ProcessBuilder java(String classPath, String mainClass) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-cp", classPath, mainClass);
    }

    private static void finish(ProcessBuilder builder) throws IOException, InterruptedException {
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("JDK_JAVA_OPTIONS", "--add-modules jdk.incubator.vector");
        Process process =
                builder.directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s%n%s", builder.command(), output).isZero();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
