package dev.fastener.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

/** Picks the tier once per JVM. */
final class KernelChoice {
    static final String PROPERTY = "fastener.kernels";
    static final Kernels BEST = choose(System.getProperty(PROPERTY, ""));

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

    /** By name, so that nothing links the Vector API where it is absent. */
    private static Kernels vector() {
        try {
            return (Kernels) Class.forName("dev.fastener.kernel.VectorKernels")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("vector kernels: " + e, e);
        }
    }
}
