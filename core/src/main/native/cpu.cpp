// Which instruction sets this CPU has and the operating system saves the registers of.
#include "kernels.h"

// Ordinals of dev.fastener.kernel.NativeVariant.
enum { AVX2_BIT, AVXVNNI_BIT, AVX512_BIT, AVX512VNNI_BIT, AVX512BF16_BIT, AVX512AMX_BIT, NEON_BIT, NEONDOT_BIT };

#if defined(__x86_64__)
#include <cpuid.h>

extern const Variant AVX2, AVXVNNI, AVX512, AVX512VNNI, AVX512BF16, AVX512AMX;
const Variant* const VARIANTS[] = {&AVX2, &AVXVNNI, &AVX512, &AVX512VNNI, &AVX512BF16, &AVX512AMX, nullptr, nullptr};

static uint32_t enabledState() {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

// Linux grants the tiles to a process that asks; elsewhere they are left alone.
static bool tilesPermitted() {
#if defined(__linux__)
  long result;
  constexpr long ARCH_PRCTL = 158, REQUEST_PERMISSION = 0x1023, TILE_DATA = 18;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(ARCH_PRCTL), "D"(REQUEST_PERMISSION), "S"(TILE_DATA)
                   : "rcx", "r11", "memory");
  return result == 0;
#else
  return false;
#endif
}

uint32_t usableVariants() {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) {
    return 0;
  }
  constexpr uint32_t FMA = 1u << 12, OSXSAVE = 1u << 27, AVX = 1u << 28;
  if ((c & (FMA | OSXSAVE | AVX)) != (FMA | OSXSAVE | AVX)) {
    return 0;
  }
  constexpr uint32_t YMM = 0x6, ZMM = 0xe6;
  uint32_t state = enabledState();
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & 1u << 5) || (state & YMM) != YMM) {
    return 0;
  }
  uint32_t usable = 1u << AVX2_BIT;
  uint32_t a1 = 0, b1, c1, d1;
  if (a >= 1) {
    __get_cpuid_count(7, 1, &a1, &b1, &c1, &d1);
  }
  if (a1 & 1u << 4) {
    usable |= 1u << AVXVNNI_BIT;
  }
  constexpr uint32_t F = 1u << 16, DQ = 1u << 17, BW = 1u << 30, VL = 1u << 31;
  if ((b & (F | DQ | BW | VL)) == (F | DQ | BW | VL) && (state & ZMM) == ZMM) {
    usable |= 1u << AVX512_BIT;
    if (c & 1u << 11) {
      usable |= 1u << AVX512VNNI_BIT;
      if (a1 & 1u << 5) {
        usable |= 1u << AVX512BF16_BIT;
        constexpr uint32_t AMX = 1u << 22 | 1u << 24 | 1u << 25, TILES = 0x60000;
        if ((d & AMX) == AMX && (state & TILES) == TILES && tilesPermitted()) {
          usable |= 1u << AVX512AMX_BIT;
        }
      }
    }
  }
  return usable;
}

#elif defined(__aarch64__)
extern const Variant NEON, NEONDOT;
const Variant* const VARIANTS[] = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, &NEON, &NEONDOT};

#if defined(__linux__)
extern "C" unsigned long getauxval(unsigned long);
static bool hasDotProduct() { return getauxval(16 /* AT_HWCAP */) & 1ul << 20 /* HWCAP_ASIMDDP */; }
#else
// Every 64-bit ARM Mac has it.
static bool hasDotProduct() { return true; }
#endif

uint32_t usableVariants() { return 1u << NEON_BIT | (hasDotProduct() ? 1u << NEONDOT_BIT : 0); }

#else
const Variant* const VARIANTS[] = {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
uint32_t usableVariants() { return 0; }
#endif
