package dev.fastener.kernel;

import java.util.Locale;

/** The instruction sets that the native library is compiled for; within an architecture a later one is faster. */
enum NativeVariant {
    AVX2,
    AVXVNNI,
    AVX512,
    AVX512VNNI,
    AVX512BF16,
    AVX512AMX,
    NEON,
    NEONDOT;

    /** "avx512vnni". */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
