package dev.fastener.kernel;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
        if (!VectorApi.absence().isEmpty()) {
            throw new IllegalArgumentException("-D" + PROPERTY + "=vector needs the module jdk.incubator.vector;"
                    + " start java with --add-modules jdk.incubator.vector");
        }
        return java(null);
    }

    private static Kernels requiredNative() {
        NativeLibrary library = NativeLibrary.find();
        return library.variant()
                .map(variant -> java(new NativeMatrixProduct(variant)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "-D" + PROPERTY + "=native: the native ones can't run here, as " + library.absence()));
    }

    /** What is lost where neither the native library nor the Vector API is there, {@link FusedTiers} says. */
    private static Kernels fastest() {
        return java(NativeLibrary.find().variant().map(NativeMatrixProduct::new).orElse(null));
    }

    /** The fastest Java tier; with another product than its own unless that is null. */
    private static Kernels java(@Nullable MatrixProduct product) {
        if (VectorApi.absence().isEmpty()) {
            return vector(product);
        }
        return product == null ? new ScalarKernels() : new ScalarKernels(product);
    }

    private static Kernels vector(@Nullable MatrixProduct product) {
        try {
            return product == null
                    ? VectorApi.create(Kernels.class, "VectorKernels")
                    : VectorApi.create(Kernels.class, "VectorKernels", MatrixProduct.class, product);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("vector kernels: " + e, e);
        }
    }

    /** Of the tier of {@code kernels}. */
    static ChainKernels chains(Kernels kernels) {
        if (kernels.product() instanceof NativeMatrixProduct product) {
            int lanes = NativeCalls.lanes(product.variant().ordinal());
            ChainKernels others = kernels instanceof ScalarKernels ? new ScalarChainKernels(lanes) : vectorChains();
            // A JVM may be told to use narrower vectors than the CPU has.
            return others.stride(1) % lanes == 0 ? new NativeChainKernels(product.variant(), others) : others;
        }
        return kernels instanceof ScalarKernels ? new ScalarChainKernels(1) : vectorChains();
    }

    private static ChainKernels vectorChains() {
        try {
            return VectorApi.create(ChainKernels.class, "VectorChainKernels");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("vector kernels: " + e, e);
        }
    }
}
