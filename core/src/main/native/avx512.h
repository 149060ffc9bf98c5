// Vectors of 16 floats. With VNNI an int8 product sums up four inputs at once, else two widened ones; with BF16 the same
// for pairs of bfloat16. Inline assembly where gcc 12 copies registers around the intrinsic.
#pragma once
#include <immintrin.h>

#include "kernels.h"
#define INLINE static inline __attribute__((always_inline))

namespace {

template <bool VNNI, bool PAIRS>
struct Avx512 {
  typedef __m512 F;
  typedef __m512i I;
  static constexpr int LANES = 16;
  static constexpr bool MATRIX_UNIT = false;
  static constexpr int TILE_ROWS = 6;
  static constexpr int WIDE_VECTORS = 16;  // accumulators of a tile of one row
  static constexpr bool INT8_UNSIGNED = VNNI;
  static constexpr int INT8_BYTES = VNNI ? 1 : 2;
  static constexpr int INT8_GROUP = VNNI ? 4 : 2;
  static constexpr int BF16_GROUP = 2;

  struct Session {};

  // Or gcc reads a value that is used a few times from memory each time.
  template <class T>
  INLINE void keep(T& x) {
    asm("" : "+v"(x));
  }

  INLINE F zero() { return _mm512_setzero_ps(); }
  INLINE F set(float x) { return _mm512_set1_ps(x); }
  INLINE F load(const float* p) { return _mm512_loadu_ps(p); }
  INLINE void store(float* p, F x) { _mm512_storeu_ps(p, x); }
  INLINE void storeFirst(float* p, F x, int n) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), x); }
  INLINE F loadFirst(const float* p, int n) { return _mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p); }
  INLINE F add(F a, F b) { return _mm512_add_ps(a, b); }
  INLINE F sub(F a, F b) { return _mm512_sub_ps(a, b); }
  INLINE F mul(F a, F b) { return _mm512_mul_ps(a, b); }
  INLINE F div(F a, F b) { return _mm512_div_ps(a, b); }
  INLINE F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  // b where it is larger, else a.
  INLINE F larger(F a, F b) { return _mm512_max_ps(b, a); }
  // A NaN in x stays.
  INLINE F clamp(F x, float low, float high) {
    return _mm512_max_ps(_mm512_set1_ps(low), _mm512_min_ps(_mm512_set1_ps(high), x));
  }

  INLINE I zeroI() { return _mm512_setzero_si512(); }
  INLINE I loadI(const int32_t* p) { return _mm512_loadu_si512(p); }
  INLINE F toFloat(I x) { return _mm512_cvtepi32_ps(x); }

  INLINE F widenShorts(const char* p) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(_mm256_loadu_si256((const __m256i*)p)));
  }

  struct Pair {
    typedef I Weight;
    typedef I Input;
    INLINE Weight weight(const char* p) { return _mm512_loadu_si512(p); }
    INLINE Input input(const char* p) { return _mm512_set1_epi32(*(const int32_t*)p); }
    INLINE void step(F& sum, Weight w, Input x) {
      if (PAIRS) {
        asm("vdpbf16ps %2,%1,%0" : "+v"(sum) : "v"(x), "v"(w));
      } else {
        I high = _mm512_set1_epi32((int)0xffff0000);
        sum = _mm512_fmadd_ps(
            _mm512_castsi512_ps(_mm512_slli_epi32(x, 16)), _mm512_castsi512_ps(_mm512_slli_epi32(w, 16)), sum);
        sum = _mm512_fmadd_ps(
            _mm512_castsi512_ps(_mm512_and_si512(x, high)), _mm512_castsi512_ps(_mm512_and_si512(w, high)), sum);
      }
    }
  };

  struct Int8 {
    typedef I Weight;
    typedef I Input;
    INLINE Weight weight(const char* p) {
      return VNNI ? _mm512_loadu_si512(p) : _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i*)p));
    }
    INLINE Input input(const char* p) { return _mm512_set1_epi32(*(const int32_t*)p); }
    INLINE void step(I& sum, Weight w, Input x) {
      if (VNNI) {
        asm("vpdpbusd %2,%1,%0" : "+v"(sum) : "v"(x), "v"(w));
      } else {
        sum = _mm512_add_epi32(sum, _mm512_madd_epi16(w, x));
      }
    }
  };

  // LANES values as INT8 inputs; a NaN becomes 0, as (int) NaN in Java.
  INLINE void storeInt8(char* p, F x, F inverseScale) {
    I q = _mm512_cvtps_epi32(clamp(_mm512_mul_ps(x, inverseScale), -127, 127));
    q = _mm512_maskz_mov_epi32(_mm512_cmp_ps_mask(x, x, _CMP_ORD_Q), q);
    if (VNNI) {
      _mm_storeu_si128((__m128i*)p, _mm512_cvtepi32_epi8(_mm512_add_epi32(q, _mm512_set1_epi32(128))));
    } else {
      _mm256_storeu_si256((__m256i*)p, _mm512_cvtepi32_epi16(q));
    }
  }

  // LANES values rounded to bfloat16, ties to even.
  INLINE void storeBf16(char* p, F x) {
    I bits = _mm512_castps_si512(x);
    I odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    I rounded = _mm512_srli_epi32(_mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff))), 16);
    rounded = _mm512_mask_mov_epi32(rounded, _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), _mm512_set1_epi32(0x7fc0));
    _mm256_storeu_si256((__m256i*)p, _mm512_cvtepi32_epi16(rounded));
  }

  INLINE void prefetch0(const char* p) { _mm_prefetch(p, _MM_HINT_T0); }
  INLINE void prefetch(const float* p) { _mm_prefetch((const char*)p, _MM_HINT_T1); }
};

}  // namespace
