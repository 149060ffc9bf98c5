package dev.fastener.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    private static final String PLATFORM =
            NativeLibrary.platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));

    @TempDir
    Path folder;

    @BeforeEach
    void presentHere() {
        assumeTrue(
                NativeLibrary.find().fusedKernels().isPresent(),
                NativeLibrary.find().absence());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = NativeLibrary.class.getResourceAsStream("/dev/fastener/native/" + name)) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    private static NativeLibrary load(Path folder) {
        return NativeLibrary.load(NativeLibraryTest::resource, PLATFORM, Set.of(folder), "");
    }

    @Test
    void aForcedInstructionSetIsTakenOrItsAbsenceNamesThoseThatExist() {
        assertThat(NativeLibrary.load(NativeLibraryTest::resource, PLATFORM, Set.of(folder), "mmx")
                        .absence())
                .contains("-Dfastener.native.isa: expected one of [")
                .contains("found \"mmx\"");
        NativeVariant first = NativeFusedKernelsTest.variants().findFirst().orElseThrow();
        assertThat(NativeLibrary.load(NativeLibraryTest::resource, PLATFORM, Set.of(folder), first.label())
                        .variant())
                .contains(first);
    }

    @Test
    void itNeedsNoVersionOfTheCLibraryNorAnyOther() throws IOException {
        assumeTrue(PLATFORM.startsWith("linux"), "the other systems have one C library");
        String bytes = new String(resource(PLATFORM + "/libfastener.so"), StandardCharsets.ISO_8859_1);
        assertThat(bytes)
                .contains("Java_dev_fastener_kernel_NativeCalls_recurrence")
                .doesNotContain("GLIBC_", "GLIBCXX", "CXXABI", "libc.so", "libstdc++", "libgcc_s", "libgomp");
    }

    @Test
    void nothingIsLeftInTheFolder() {
        assumeTrue(!PLATFORM.startsWith("windows"), "Windows keeps a loaded file until the JVM ends");
        assertThat(load(folder).absence()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPlatformWithoutLibraryIsNamed() {
        NativeLibrary library = NativeLibrary.load(name -> null, "linux-riscv64", Set.of(folder), "");
        assertThat(library.fusedKernels()).isEmpty();
        assertThat(library.absence()).isEqualTo("this jar holds none for linux-riscv64");
    }

    @Test
    void aDamagedLibraryIsNotLoaded() {
        NativeLibrary library = NativeLibrary.load(
                name -> {
                    byte[] bytes = resource(name);
                    if (!name.endsWith(".sha256")) {
                        bytes[bytes.length / 2] ^= 1;
                    }
                    return bytes;
                },
                PLATFORM,
                Set.of(folder),
                "");
        assertThat(library.fusedKernels()).isEmpty();
        assertThat(library.absence()).contains("is damaged: expected SHA-256 ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsNoLibraryIsRefusedWithTheLoadersReason() {
        byte[] nonsense = "no library".getBytes(StandardCharsets.US_ASCII);
        // SHA-256 of these bytes by sha256sum.
        String hash = "a3bba07ee4d772d46d0f99f83549f754e8d42a91d4e258970547e29b0eb35101";
        NativeLibrary library = NativeLibrary.load(
                name -> name.endsWith(".sha256") ? hash.getBytes(StandardCharsets.US_ASCII) : nonsense,
                PLATFORM,
                Set.of(folder),
                "");
        assertThat(library.absence())
                .contains(folder + ": can't be loaded from (")
                .contains("-Dfastener.native.dir=FOLDER");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void eachFolderThatRefusesIsNamedAndTheNextOneTried() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path missing = folder.resolve("missing");
        Set<Path> refusing = new LinkedHashSet<>(List.of(file, missing));
        NativeLibrary absent = NativeLibrary.load(NativeLibraryTest::resource, PLATFORM, refusing, "");
        assertThat(absent.absence())
                .contains(file + ": can't be written to")
                .contains(missing + ": can't be written to");
        refusing.add(folder);
        assertThat(NativeLibrary.load(NativeLibraryTest::resource, PLATFORM, refusing, "")
                        .fusedKernels())
                .isPresent();
    }

    /** In a JVM of its own, whose folders can be mounted noexec. */
    @Test
    void foldersThatForbidExecutionOrWritingAreNamedAndTheJvmGoesOn() throws IOException, InterruptedException {
        assumeTrue(PLATFORM.startsWith("linux"), "mounts are Linux's");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "unshare",
                        "-rm",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o noexec none \"$1\" && mkdir \"$1/ro\" && mount -t tmpfs -o ro none \"$1/ro\""
                                + " && cd \"$1/ro\" && exec \"$2\" -cp \"$3\" -Dfastener.native.dir=\"$1/ro\""
                                + " -Djava.io.tmpdir=\"$1\" dev.fastener.kernel.NativeLibraryTest",
                        "sh",
                        folder.toString(),
                        java,
                        absolute(System.getProperty("java.class.path", "")))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assumeTrue(!output.contains("unshare") && !output.contains("mount:"), "no user namespaces here: " + output);
        assertThat(output)
                .contains(folder + "/ro: can't be written to")
                .contains(folder + ": can't be loaded from")
                .contains("scalar");
    }

    private static String absolute(String classPath) {
        return String.join(
                File.pathSeparator,
                Arrays.stream(classPath.split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    /** Prints why the library is absent, and which kernels run instead. */
    public static void main(String[] args) {
        System.out.println(NativeLibrary.find().absence());
        System.out.println(Kernels.best().name());
    }

    @Test
    void twoClassLoadersOfOneJvmLoadItBoth() throws ReflectiveOperationException, IOException {
        URL classes = NativeLibrary.class.getProtectionDomain().getCodeSource().getLocation();
        URL annotations = org.jspecify.annotations.Nullable.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation();
        for (int i = 0; i < 2; i++) {
            try (URLClassLoader loader = new URLClassLoader(new URL[] {classes, annotations}, null)) {
                Class<?> type = loader.loadClass(NativeLibrary.class.getName());
                assertThat(type).isNotEqualTo(NativeLibrary.class);
                Method find = type.getMethod("find");
                Method absence = type.getMethod("absence");
                assertThat(absence.invoke(find.invoke(null))).isEqualTo("");
            }
        }
    }
}
