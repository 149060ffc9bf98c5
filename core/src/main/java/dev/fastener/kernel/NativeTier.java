package dev.fastener.kernel;

/** Loads the native tier once. */
final class NativeTier {
    private NativeTier() {}

    /** The native kernels, or why they can't run here. */
    static Tier load() {
        NativeLibrary library = NativeLibrary.find();
        return library.fusedKernels().map(Tier::present).orElseGet(() -> Tier.absent(library.absence()));
    }
}
