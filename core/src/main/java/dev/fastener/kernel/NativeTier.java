package dev.fastener.kernel;

/** Loads the native tier once. */
final class NativeTier {
    private NativeTier() {}

    /** The native kernels, or why they can't run here. */
    static Tier load() {
        return Tier.absent("this build holds no native library");
    }
}
