package dev.fastener.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The tiers of {@link FusedKernels} that this JVM can run. {@code -Dfastener.kernels=scalar|vector|native} forces one.
 */
public final class FusedTiers {
    private FusedTiers() {}

    /** Found at the first use, so that the warning comes once. */
    private static final class Found {
        static final List<FusedKernels> TIERS = all();
    }

    /**
     * The tiers of a name, or all for "", the fastest first: native if it loads, vector if this JVM has it, scalar.
     *
     * @throws IllegalArgumentException where there is no tier of this name
     * @throws IllegalStateException where it can't run here; also where the system property forces one that can't
     */
    public static List<FusedKernels> available(String name) {
        String wanted = name.isEmpty() ? System.getProperty(KernelChoice.PROPERTY, "") : name;
        return wanted.isEmpty() ? Found.TIERS : choose(wanted);
    }

    /**
     * Why each tier can't run here, by its name, the fastest first; empty where it can. The system property is not looked at.
     */
    public static Map<String, String> absences() {
        Map<String, String> absences = new LinkedHashMap<>();
        absences.put("native", compiled().absence());
        absences.put("vector", vector().absence());
        absences.put("scalar", "");
        return absences;
    }

    static List<FusedKernels> choose(String forced) {
        return switch (forced.toLowerCase(Locale.ROOT)) {
            case "scalar" -> List.of(new ScalarFusedKernels());
            case "vector" -> List.of(required("vector", vector()));
            case "native" -> List.of(required("native", compiled()));
            case "" -> all();
            default ->
                throw new IllegalArgumentException("kernels: expected scalar, vector or native, found \"" + forced
                        + "\" (-D" + KernelChoice.PROPERTY + ")");
        };
    }

    private static List<FusedKernels> all() {
        Logger log = System.getLogger(FusedTiers.class.getName());
        Tier compiled = compiled();
        Tier vector = vector();
        if (compiled.kernels() == null && vector.kernels() != null) {
            log.log(Level.DEBUG, "Vector kernels: no native ones, as {0}", compiled.absence());
        } else if (compiled.kernels() == null) {
            log.log(
                    Level.WARNING,
                    "Tagging runs fifteen times slower than it could, or more: no native kernels, as {0}; no vector kernels,"
                            + " as {1}",
                    compiled.absence(),
                    vector.absence());
        }
        return Stream.of(compiled.kernels(), vector.kernels(), new ScalarFusedKernels())
                .filter(Objects::nonNull)
                .toList();
    }

    private static FusedKernels required(String name, Tier tier) {
        FusedKernels kernels = tier.kernels();
        if (kernels == null) {
            throw new IllegalStateException("kernels: the " + name + " ones can't run here, as " + tier.absence());
        }
        return kernels;
    }

    private static Tier compiled() {
        NativeLibrary library = NativeLibrary.find();
        return library.fusedKernels().map(Tier::present).orElseGet(() -> Tier.absent(library.absence()));
    }

    private static Tier vector() {
        if (!VectorApi.absence().isEmpty()) {
            return Tier.absent(VectorApi.absence());
        }
        try {
            return Tier.present(VectorApi.create(FusedKernels.class, "VectorFusedKernels"));
        } catch (ReflectiveOperationException | LinkageError e) {
            return Tier.absent("the Vector API of this Java is another (" + e + ")");
        }
    }
}
