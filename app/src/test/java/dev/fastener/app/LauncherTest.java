package dev.fastener.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fastener.app.tag.LettersModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in the layout of the zip, under a shell, as users run it. */
class LauncherTest {
    @TempDir
    private static Path folder;

    private static Path launcher;

    @BeforeAll
    static void unpack() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        Path home = Files.createDirectories(folder.resolve("a folder").resolve("fastener"));
        Path lib = Files.createDirectories(home.resolve("lib"));
        launcher = Files.createDirectories(home.resolve("bin")).resolve("fastener");
        Files.copy(Path.of("../fastener"), launcher);
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1)) {
            Path jar = lib.resolve(number++ + ".jar");
            if (Files.isDirectory(Path.of(entry))) {
                pack(Path.of(entry), jar);
            } else if (entry.endsWith(".jar")) {
                Files.createSymbolicLink(jar, Path.of(entry));
            }
        }
    }

    @Test
    void theVersionIsAllThatIsPrinted() throws Exception {
        Result result = run("\"$fastener\" --version");
        assertThat(result.out())
                .startsWith("fastener ")
                .contains("Java " + Runtime.version().feature());
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void itNeedsNoHomeAndNoStandardInput() throws Exception {
        Result result = run("unset HOME; \"$fastener\" --version");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        LettersModel.writeTo(folder);
        result = run("\"$fastener\" tag --model \"" + folder.resolve("letters.onnx") + "\" <&-");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void itRunsThroughLinksFromAnyFolder() throws Exception {
        Result result = run("ln -s \"$fastener\" one && ln -s one two && cd / && \"$OLDPWD/two\" --version");
        assertThat(result.out()).startsWith("fastener ");
    }

    @Test
    void anOldJavaHomeIsPassedOver() throws Exception {
        Result result = run(
                "mkdir -p old/bin && printf 'JAVA_VERSION=\"11.0.2\"\\n' >old/release && ln -s /bin/false old/bin/java"
                        + " && JAVA_HOME=$PWD/old \"$fastener\" --version");
        assertThat(result.out()).startsWith("fastener ");
    }

    @Test
    void chineseArgumentsSurviveTheCLocale() throws Exception {
        Result result = run("LC_ALL=C LANG=C \"$fastener\" 你好");
        assertThat(result.err()).isEqualTo("fastener: expected a command, found 你好 (see fastener --help)\n");
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void chineseArgumentsSurviveALocaleThatIsNotInstalled() throws Exception {
        assertThat(run("LC_ALL=xx_XX.UTF-8 \"$fastener\" 你好").err()).contains("found 你好");
    }

    @Test
    void aReaderThatHasGoneEndsItQuietly() throws Exception {
        Result result = run("{ \"$fastener\" --help; echo \"code $?\" >&2; } | true");
        assertThat(result.err()).isEqualTo("code 0\n");
    }

    @Test
    void aFullDiskIsOneLine() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");
        Result result = run("\"$fastener\" --help >/dev/full");
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("fastener: standard output: ")
                .contains("the disk is full");
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void theJvmsOwnErrorsAreShown() throws Exception {
        // Through cat, which waits for the filter's end too: it may outlive the JVM by a moment.
        Result result =
                run("FASTENER_JAVA_OPTS=-XX:+NoSuchFlag \"$fastener\" --version 2>&1 | cat; exit ${PIPESTATUS[0]}");
        assertThat(result.err() + result.out()).contains("NoSuchFlag");
        assertThat(result.code()).isNotZero();
    }

    private record Result(int code, String out, String err) {}

    private static Result run(String script) throws Exception {
        Path work = Files.createTempDirectory(folder, "work");
        Path out = work.resolve("out.txt");
        Path err = work.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", script)
                .directory(work.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("fastener", launcher.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends: %s", script).isTrue();
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static void pack(Path classes, Path jar) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(classes)) {
            walk.filter(Files::isRegularFile).forEach(files::add);
        }
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (Path file : files) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
            }
        }
    }
}
