package dev.fastener.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

/** Picks the tier once per JVM. */
final class KernelChoice {
    static final String PROPERTY = "fastener.kernels";
    static final Kernels BEST = choose(System.getProperty(PROPERTY, ""));
    static final ChainKernels CHAINS = chains(BEST);

    private KernelChoice() {}

    static Kernels choose(String forced) {
        Logger log = System.getLogger(KernelChoice.class.getName());
        String wanted = forced.toLowerCase(Locale.ROOT);
        if (wanted.equals("scalar")) {
            return new ScalarKernels();
        }
        // Training has no native tier: where that is forced, it takes its own best.
        if (!wanted.isEmpty() && !wanted.equals("vector") && !wanted.equals("native")) {
            throw new IllegalArgumentException(
                    "-D" + PROPERTY + ": expected scalar, vector or native, found \"" + forced + "\"");
        }
        boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        if (!present && wanted.equals("vector")) {
            throw new IllegalStateException("-D" + PROPERTY + "=vector needs the module jdk.incubator.vector;"
                    + " start java with --add-modules jdk.incubator.vector");
        }
        if (!present) {
            log.log(
                    Level.INFO,
                    "Vector kernels are off, which costs most of the speed:"
                            + " start java with --add-modules jdk.incubator.vector");
            return new ScalarKernels();
        }
        return vector();
    }

    /** Of the tier of {@code kernels}. */
    static ChainKernels chains(Kernels kernels) {
        return kernels instanceof ScalarKernels
                ? new ScalarChainKernels()
                : (ChainKernels) byName("dev.fastener.kernel.VectorChainKernels");
    }

    private static Kernels vector() {
        return (Kernels) byName("dev.fastener.kernel.VectorKernels");
    }

    /** By name, so that nothing links the Vector API where it is absent. */
    private static Object byName(String type) {
        try {
            return Class.forName(type).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("vector kernels: " + e, e);
        }
    }
}
