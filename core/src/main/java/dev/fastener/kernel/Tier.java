package dev.fastener.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What trying to load a tier gives.
 *
 * @param kernels the tier; null where it can't run here
 * @param absence why it can't, a clause for a message; empty where it can
 */
record Tier(@Nullable FusedKernels kernels, String absence) {
    static Tier present(FusedKernels kernels) {
        return new Tier(kernels, "");
    }

    static Tier absent(String reason) {
        return new Tier(null, reason);
    }
}
