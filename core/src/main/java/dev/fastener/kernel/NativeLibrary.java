package dev.fastener.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The C++ kernels, or the reason why this JVM has none. The jar holds them under their platform; they are unpacked into
 * {@code -Dfastener.native.dir}, the temporary folder or the working folder, whichever first lets them be loaded, under a
 * name of their own for each class loader. {@code -Dfastener.native.isa=avx2} (or avxvnni, avx512, avx512vnni, avx512bf16,
 * avx512amx, neon, neondot) forces an instruction set.
 */
public final class NativeLibrary {
    static final String FOLDER_PROPERTY = "fastener.native.dir";
    static final String VARIANT_PROPERTY = "fastener.native.isa";

    private final @Nullable NativeVariant variant;
    private final String absence;

    private NativeLibrary(@Nullable NativeVariant variant, String absence) {
        this.variant = variant;
        this.absence = absence;
    }

    /** Looked for once. */
    public static NativeLibrary find() {
        return Found.LIBRARY;
    }

    /** The fused kernels; empty where the library is absent. */
    public Optional<FusedKernels> fusedKernels() {
        return Optional.ofNullable(variant).map(NativeFusedKernels::new);
    }

    /** The instruction set that it uses; empty where it is absent. */
    Optional<NativeVariant> variant() {
        return Optional.ofNullable(variant);
    }

    /** Why it is absent, a clause for a message; empty where it is not. */
    public String absence() {
        return absence;
    }

    /** On first use. */
    private static final class Found {
        static final NativeLibrary LIBRARY = load(
                NativeLibrary::resource,
                platform(System.getProperty("os.name", ""), System.getProperty("os.arch", "")),
                folders(),
                System.getProperty(VARIANT_PROPERTY, ""));
    }

    /** Files of the jar; null where there is none. */
    interface Source {
        byte @Nullable [] read(String name) throws IOException;
    }

    private static byte @Nullable [] resource(String name) throws IOException {
        try (InputStream in = NativeLibrary.class.getResourceAsStream("/dev/fastener/native/" + name)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    /** "linux-x64"; the folder of the jar. */
    static String platform(String system, String architecture) {
        String name = system.toLowerCase(Locale.ROOT);
        String os = name.startsWith("windows") ? "windows" : name.startsWith("mac") ? "macos" : name;
        String cpu = switch (architecture) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            default -> architecture;
        };
        return os + "-" + cpu;
    }

    private static Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        String own = System.getProperty(FOLDER_PROPERTY);
        if (own != null) {
            folders.add(Path.of(own).toAbsolutePath());
        }
        folders.add(Path.of(System.getProperty("java.io.tmpdir", "")).toAbsolutePath());
        folders.add(Path.of("").toAbsolutePath());
        return folders;
    }

    static NativeLibrary load(Source source, String platform, Set<Path> folders, String forcedVariant) {
        String file = platform + "/" + System.mapLibraryName("fastener");
        byte[] library;
        byte[] hash;
        try {
            library = source.read(file);
            hash = source.read(file + ".sha256");
        } catch (IOException e) {
            return absent("the jar's " + file + " can't be read: " + e.getMessage());
        }
        if (library == null || hash == null) {
            return absent("this jar holds none for " + platform);
        }
        String expected = new String(hash, StandardCharsets.US_ASCII).strip();
        if (!sha256(library).equals(expected)) {
            return absent(
                    "the jar's " + file + " is damaged: expected SHA-256 " + expected + ", found " + sha256(library));
        }
        List<String> refusals = new ArrayList<>();
        for (Path folder : folders) {
            String refusal = loadFrom(folder, library, expected);
            if (refusal == null) {
                return chosen(forcedVariant);
            }
            refusals.add(folder + ": " + refusal);
        }
        return absent(String.join("; ", refusals) + "; name a folder that can be written to and executed from: -D"
                + FOLDER_PROPERTY + "=FOLDER");
    }

    private static NativeLibrary absent(String reason) {
        return new NativeLibrary(null, reason);
    }

    /** Null, or why it can't be loaded from there. */
    private static @Nullable String loadFrom(Path folder, byte[] library, String hash) {
        Path file = null;
        try {
            file = Files.createTempFile(folder, "fastener-", "-" + System.mapLibraryName("fastener"));
            Files.write(file, library);
            if (!sha256(Files.readAllBytes(file)).equals(hash)) {
                return "what was written differs when it is read again";
            }
            System.load(file.toString());
            return null;
        } catch (IOException e) {
            return "can't be written to (" + e + ")";
        } catch (UnsatisfiedLinkError e) {
            return "can't be loaded from (" + e.getMessage() + ")";
        } finally {
            delete(file);
        }
    }

    /** At once where a loaded file can be deleted, else when the JVM ends. */
    private static void delete(@Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    private static NativeLibrary chosen(String forced) {
        int usable;
        try {
            int abi = NativeCalls.abi();
            if (abi != NativeCalls.ABI) {
                return absent("it is of another version: expected interface " + NativeCalls.ABI + ", found " + abi);
            }
            usable = NativeCalls.usableVariants();
        } catch (UnsatisfiedLinkError e) {
            return absent("it is of another version: " + e.getMessage());
        }
        NativeVariant best = null;
        List<String> labels = new ArrayList<>();
        for (NativeVariant variant : NativeVariant.values()) {
            if ((usable & 1 << variant.ordinal()) != 0) {
                labels.add(variant.label());
                if (forced.isEmpty() || variant.label().equals(forced.toLowerCase(Locale.ROOT))) {
                    best = variant;
                }
            }
        }
        if (best != null) {
            return new NativeLibrary(best, "");
        }
        return absent(
                forced.isEmpty()
                        ? "this CPU has none of the instruction sets that it needs: AVX2 with FMA, or NEON"
                        : "-D" + VARIANT_PROPERTY + ": expected one of " + labels + ", found \"" + forced + "\"");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
