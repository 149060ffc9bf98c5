// Vectors of 4 floats. An int8 product sums up four inputs at once with the dot product, else two widened ones.
#pragma once
#include <arm_neon.h>

#include "kernels.h"
#define INLINE static inline __attribute__((always_inline))

namespace {

template <bool DOT>
struct Neon {
  typedef float32x4_t F;
  typedef int32x4_t I;
  static constexpr int LANES = 4;
  static constexpr bool MATRIX_UNIT = false;
  static constexpr int TILE_ROWS = 6;
  static constexpr int WIDE_VECTORS = 16;
  static constexpr bool INT8_UNSIGNED = false;
  static constexpr int INT8_BYTES = DOT ? 1 : 2;
  static constexpr int INT8_GROUP = DOT ? 4 : 2;
  static constexpr int BF16_GROUP = 2;

  struct Session {};

  template <class T>
  INLINE void keep(T&) {}

  INLINE F zero() { return vdupq_n_f32(0); }
  INLINE F set(float x) { return vdupq_n_f32(x); }
  INLINE F load(const float* p) { return vld1q_f32(p); }
  INLINE void store(float* p, F x) { vst1q_f32(p, x); }
  INLINE void storeFirst(float* p, F x, int n) {
    float values[4];
    vst1q_f32(values, x);
    for (int i = 0; i < n; i++) {
      p[i] = values[i];
    }
  }
  INLINE F loadFirst(const float* p, int n) {
    float values[4] = {0, 0, 0, 0};
    for (int i = 0; i < n; i++) {
      values[i] = p[i];
    }
    return vld1q_f32(values);
  }
  INLINE F add(F a, F b) { return vaddq_f32(a, b); }
  INLINE F sub(F a, F b) { return vsubq_f32(a, b); }
  INLINE F mul(F a, F b) { return vmulq_f32(a, b); }
  INLINE F div(F a, F b) { return vdivq_f32(a, b); }
  INLINE F fma(F a, F b, F c) { return vfmaq_f32(c, a, b); }
  // b where it is larger, else a.
  INLINE F larger(F a, F b) { return vbslq_f32(vcgtq_f32(b, a), b, a); }
  // A NaN in x stays.
  INLINE F clamp(F x, float low, float high) { return vmaxq_f32(vdupq_n_f32(low), vminq_f32(vdupq_n_f32(high), x)); }

  INLINE I zeroI() { return vdupq_n_s32(0); }
  INLINE I loadI(const int32_t* p) { return vld1q_s32(p); }
  INLINE F toFloat(I x) { return vcvtq_f32_s32(x); }

  INLINE F widenShorts(const char* p) { return vcvtq_f32_s32(vmovl_s16(vld1_s16((const int16_t*)p))); }

  INLINE I word(const char* p) { return vdupq_n_s32(*(const int32_t*)p); }

  struct Pair {
    typedef I Weight;
    typedef I Input;
    INLINE Weight weight(const char* p) { return vld1q_s32((const int32_t*)p); }
    INLINE Input input(const char* p) { return word(p); }
    INLINE void step(F& sum, Weight w, Input x) {
      I high = vdupq_n_s32((int32_t)0xffff0000);
      sum = vfmaq_f32(sum, vreinterpretq_f32_s32(vshlq_n_s32(x, 16)), vreinterpretq_f32_s32(vshlq_n_s32(w, 16)));
      sum = vfmaq_f32(sum, vreinterpretq_f32_s32(vandq_s32(x, high)), vreinterpretq_f32_s32(vandq_s32(w, high)));
    }
  };

  struct Int8 {
    typedef I Input;
    INLINE Input input(const char* p) { return word(p); }
#if defined(__ARM_FEATURE_DOTPROD)
    typedef int8x16_t Weight;
    INLINE Weight weight(const char* p) { return vld1q_s8((const int8_t*)p); }
    INLINE void step(I& sum, Weight w, Input x) { sum = vdotq_s32(sum, w, vreinterpretq_s8_s32(x)); }
#else
    typedef int16x8_t Weight;
    INLINE Weight weight(const char* p) { return vmovl_s8(vld1_s8((const int8_t*)p)); }
    INLINE void step(I& sum, Weight w, Input x) {
      int16x8_t pairs = vreinterpretq_s16_s32(x);
      I low = vmull_s16(vget_low_s16(w), vget_low_s16(pairs));
      sum = vaddq_s32(sum, vpaddq_s32(low, vmull_high_s16(w, pairs)));
    }
#endif
  };

  // LANES values as INT8 inputs; the conversion rounds ties to even and makes NaN 0, as (int) NaN in Java.
  INLINE void storeInt8(char* p, F x, F inverseScale) {
    int16x4_t q = vmovn_s32(vcvtnq_s32_f32(clamp(vmulq_f32(x, inverseScale), -127, 127)));
    if (DOT) {
      int8x8_t bytes = vmovn_s16(vcombine_s16(q, q));
      vst1_lane_s32((int32_t*)p, vreinterpret_s32_s8(bytes), 0);
    } else {
      vst1_s16((int16_t*)p, q);
    }
  }

  // LANES values rounded to bfloat16, ties to even.
  INLINE void storeBf16(char* p, F x) {
    uint32x4_t bits = vreinterpretq_u32_f32(x);
    uint32x4_t odd = vandq_u32(vshrq_n_u32(bits, 16), vdupq_n_u32(1));
    uint32x4_t rounded = vaddq_u32(bits, vaddq_u32(odd, vdupq_n_u32(0x7fff)));
    rounded = vbslq_u32(vceqq_f32(x, x), rounded, vdupq_n_u32(0x7fc00000));
    vst1_u16((uint16_t*)p, vshrn_n_u32(rounded, 16));
  }

  INLINE void prefetch0(const char* p) { __builtin_prefetch(p, 0, 3); }
  INLINE void prefetch(const float* p) { __builtin_prefetch(p, 0, 2); }
};

}  // namespace
