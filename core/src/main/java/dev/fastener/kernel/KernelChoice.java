package dev.fastener.kernel;

import java.lang.System.Logger.Level;
import java.util.Locale;

/** Picks the tier once per JVM. */
final class KernelChoice {
    static final String PROPERTY = "fastener.kernels";

    private KernelChoice() {}

    /** Found at the first use. Not where a tier is forced: what can't run is to fail each time with its reason. */
    private static final class Found {
        static final Kernels KERNELS = fastest();
        static final ChainKernels CHAINS = chains(KERNELS);
    }

    static Kernels best() {
        String forced = System.getProperty(PROPERTY, "");
        return forced.isEmpty() ? Found.KERNELS : choose(forced);
    }

    static ChainKernels chains() {
        String forced = System.getProperty(PROPERTY, "");
        return forced.isEmpty() ? Found.CHAINS : chains(choose(forced));
    }

    static Kernels choose(String forced) {
        return switch (forced.toLowerCase(Locale.ROOT)) {
            case "scalar" -> new ScalarKernels();
            case "vector" -> requiredVector();
            case "native" -> requiredNative();
            case "" -> Found.KERNELS;
            default ->
                throw new IllegalArgumentException(
                        "-D" + PROPERTY + ": expected scalar, vector or native, found \"" + forced + "\"");
        };
    }

    private static Kernels requiredVector() {
        if (!vectorPresent()) {
            throw new IllegalArgumentException("-D" + PROPERTY + "=vector needs the module jdk.incubator.vector;"
                    + " start java with --add-modules jdk.incubator.vector");
        }
        return vector();
    }

    private static Kernels requiredNative() {
        NativeLibrary library = NativeLibrary.find();
        return library.variant()
                .<Kernels>map(variant -> new NativeKernels(variant, java()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "-D" + PROPERTY + "=native: the native ones can't run here, as " + library.absence()));
    }

    private static Kernels fastest() {
        if (!vectorPresent()) {
            System.getLogger(KernelChoice.class.getName())
                    .log(
                            Level.INFO,
                            "Vector kernels are off, which costs most of the speed:"
                                    + " start java with --add-modules jdk.incubator.vector");
        }
        return NativeLibrary.find()
                .variant()
                .<Kernels>map(variant -> new NativeKernels(variant, java()))
                .orElseGet(KernelChoice::java);
    }

    private static boolean vectorPresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    private static Kernels java() {
        return vectorPresent() ? vector() : new ScalarKernels();
    }

    /** Of the tier of {@code kernels}. */
    static ChainKernels chains(Kernels kernels) {
        if (kernels instanceof NativeKernels compiled) {
            NativeVariant variant = compiled.variant();
            int lanes = NativeCalls.lanes(variant.ordinal());
            boolean scalar = compiled.others() instanceof ScalarKernels;
            ChainKernels others = scalar ? new ScalarChainKernels(lanes) : chains(compiled.others());
            // A JVM may be told to use narrower vectors than the CPU has.
            return others.stride(1) % lanes == 0 ? new NativeChainKernels(variant, others) : others;
        }
        return kernels instanceof ScalarKernels
                ? new ScalarChainKernels(1)
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
