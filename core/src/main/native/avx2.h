// Vectors of 8 floats with FMA. An int8 product sums up two widened inputs at once, or four with AVX-VNNI.
#pragma once
#include <immintrin.h>

#include "kernels.h"
#define INLINE static inline __attribute__((always_inline))

namespace {

template <bool VNNI>
struct Avx2 {
  typedef __m256 F;
  typedef __m256i I;
  static constexpr int LANES = 8;
  static constexpr bool MATRIX_UNIT = false;
  static constexpr int TILE_ROWS = 3;
  static constexpr int WIDE_VECTORS = 8;
  static constexpr bool INT8_UNSIGNED = VNNI;
  static constexpr int INT8_BYTES = VNNI ? 1 : 2;
  static constexpr int INT8_GROUP = VNNI ? 4 : 2;
  static constexpr int BF16_GROUP = 2;

  INLINE __m256i firstMask(int n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }

  struct Session {};

  // Or gcc reads a value that is used a few times from memory each time.
  template <class T>
  INLINE void keep(T& x) {
    asm("" : "+x"(x));
  }

  INLINE F zero() { return _mm256_setzero_ps(); }
  INLINE F set(float x) { return _mm256_set1_ps(x); }
  INLINE F load(const float* p) { return _mm256_loadu_ps(p); }
  INLINE void store(float* p, F x) { _mm256_storeu_ps(p, x); }
  INLINE void storeFirst(float* p, F x, int n) { _mm256_maskstore_ps(p, firstMask(n), x); }
  INLINE F loadFirst(const float* p, int n) { return _mm256_maskload_ps(p, firstMask(n)); }
  INLINE F add(F a, F b) { return _mm256_add_ps(a, b); }
  INLINE F sub(F a, F b) { return _mm256_sub_ps(a, b); }
  INLINE F mul(F a, F b) { return _mm256_mul_ps(a, b); }
  INLINE F div(F a, F b) { return _mm256_div_ps(a, b); }
  INLINE F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
  // b where it is larger, else a.
  INLINE F larger(F a, F b) { return _mm256_max_ps(b, a); }
  // A NaN in x stays.
  INLINE F clamp(F x, float low, float high) {
    return _mm256_max_ps(_mm256_set1_ps(low), _mm256_min_ps(_mm256_set1_ps(high), x));
  }

  INLINE I zeroI() { return _mm256_setzero_si256(); }
  INLINE I loadI(const int32_t* p) { return _mm256_loadu_si256((const __m256i*)p); }
  INLINE F toFloat(I x) { return _mm256_cvtepi32_ps(x); }

  INLINE F widenShorts(const char* p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i*)p)));
  }

  struct Pair {
    typedef I Weight;
    typedef I Input;
    INLINE Weight weight(const char* p) { return _mm256_loadu_si256((const __m256i*)p); }
    INLINE Input input(const char* p) { return _mm256_set1_epi32(*(const int32_t*)p); }
    INLINE void step(F& sum, Weight w, Input x) {
      I high = _mm256_set1_epi32((int)0xffff0000);
      sum = _mm256_fmadd_ps(
          _mm256_castsi256_ps(_mm256_slli_epi32(x, 16)), _mm256_castsi256_ps(_mm256_slli_epi32(w, 16)), sum);
      sum = _mm256_fmadd_ps(
          _mm256_castsi256_ps(_mm256_and_si256(x, high)), _mm256_castsi256_ps(_mm256_and_si256(w, high)), sum);
    }
  };

  struct Int8 {
    typedef I Weight;
    typedef I Input;
    INLINE Weight weight(const char* p) {
      return VNNI ? _mm256_loadu_si256((const __m256i*)p)
                  : _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i*)p));
    }
    INLINE Input input(const char* p) { return _mm256_set1_epi32(*(const int32_t*)p); }
    INLINE void step(I& sum, Weight w, Input x) {
      if (VNNI) {
        asm("%{vex%} vpdpbusd %2,%1,%0" : "+x"(sum) : "x"(x), "x"(w));
      } else {
        // Not vpmaddubsw: it saturates.
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(w, x));
      }
    }
  };

  INLINE __m128i narrow(I x) {
    return _mm256_castsi256_si128(_mm256_permute4x64_epi64(_mm256_packs_epi32(x, x), 0x08));
  }

  // LANES values as INT8 inputs; a NaN becomes 0, as (int) NaN in Java.
  INLINE void storeInt8(char* p, F x, F inverseScale) {
    I q = _mm256_cvtps_epi32(clamp(_mm256_mul_ps(x, inverseScale), -127, 127));
    q = _mm256_and_si256(q, _mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_ORD_Q)));
    if (VNNI) {
      __m128i words = narrow(_mm256_add_epi32(q, _mm256_set1_epi32(128)));
      _mm_storel_epi64((__m128i*)p, _mm_packus_epi16(words, words));
    } else {
      _mm_storeu_si128((__m128i*)p, narrow(q));
    }
  }

  // LANES values rounded to bfloat16, ties to even.
  INLINE void storeBf16(char* p, F x) {
    I bits = _mm256_castps_si256(x);
    I odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    I rounded = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
    I nan = _mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_UNORD_Q));
    rounded = _mm256_blendv_epi8(rounded, _mm256_set1_epi32(0x7fc00000), nan);
    _mm_storeu_si128((__m128i*)p, narrow(_mm256_srai_epi32(rounded, 16)));
  }

  INLINE void prefetch0(const char* p) { _mm_prefetch(p, _MM_HINT_T0); }
  INLINE void prefetch(const float* p) { _mm_prefetch((const char*)p, _MM_HINT_T1); }
};

}  // namespace
