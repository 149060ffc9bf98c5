/* What one thread of an x86-64 CPU with AVX-512 does at most: multiplications and additions on registers that don't wait for
 * each other, in fp32, bf16 and int8. The best of some repetitions, in thousand millions a second.
 *
 *     gcc -O2 -o /tmp/peaks bench/src/main/c/peaks.c && /tmp/peaks
 */
#include <stdio.h>
#include <time.h>

enum { REPETITIONS = 200, STEPS = 100000, CHAINS = 16 };

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + 1e-9 * now.tv_nsec;
}

/* One instruction of each chain: chain c adds to register c, all read registers 30 and 31. */
#define ONE(instruction, chain) instruction " %%zmm30, %%zmm31, %%zmm" #chain "\n"
#define ALL(i) \
    ONE(i, 0) ONE(i, 1) ONE(i, 2) ONE(i, 3) ONE(i, 4) ONE(i, 5) ONE(i, 6) ONE(i, 7) \
    ONE(i, 8) ONE(i, 9) ONE(i, 10) ONE(i, 11) ONE(i, 12) ONE(i, 13) ONE(i, 14) ONE(i, 15)

/* A function that returns the seconds that STEPS times CHAINS instructions take. Zeros: no slow denormal numbers. */
#define PEAK(name, instruction, features) \
    __attribute__((target(features), noinline)) static double name(void) { \
        __asm__ volatile("vpxord %%zmm30, %%zmm30, %%zmm30\nvpxord %%zmm31, %%zmm31, %%zmm31\n" ::: "xmm30", "xmm31"); \
        double start = seconds(); \
        for (int step = 0; step < STEPS; step++) { \
            __asm__ volatile(ALL(instruction)::: "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", \
                             "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"); \
        } \
        return seconds() - start; \
    }

PEAK(fp32, "vfmadd231ps", "avx512f")
PEAK(bf16, "vdpbf16ps", "avx512f,avx512bf16")
PEAK(int8, "vpdpbusd", "avx512f,avx512vnni")

static void print(const char *name, int present, double (*run)(void), int products) {
    if (!present) {
        printf("%s  not applicable\n", name);
        return;
    }
    double best = run();
    for (int i = 1; i < REPETITIONS; i++) {
        double time = run();
        best = time < best ? time : best;
    }
    printf("%s  %.0f\n", name, 2.0 * products * STEPS * CHAINS / best / 1e9);
}

int main(void) {
    print("fp32", __builtin_cpu_supports("avx512f"), fp32, 16);
    print("bf16", __builtin_cpu_supports("avx512bf16"), bf16, 32);
    print("int8", __builtin_cpu_supports("avx512vnni"), int8, 64);
    return 0;
}
