// Activations of whole vectors. NaN stays NaN.
#pragma once
#include "kernels.h"

namespace {

// A fraction: numerator and denominator stand apart so that one division serves several gates.
template <class V>
struct Ratio {
  typename V::F p;
  typename V::F q;
};

// tanh(x / 2^HALF) = p / q * 2^HALF: a rational function of degree 9 over 8, with Eigen's coefficients of 2024, exact to a few
// units in the last place. Its slope at 0 is 1 and its errors have no side, so that they don't add up in a cell that remembers
// over hundreds of steps. The powers of two are in its coefficients.
template <class V, bool HALF>
INLINE Ratio<V> tanhRatio(typename V::F x) {
  typedef typename V::F F;
  constexpr float LIMIT = HALF ? 2 * 8.017733574f : 8.017733574f;
  constexpr float A = HALF ? 0.25f : 1;  // of each power of x^2
  constexpr float P = HALF ? 0.5f : 1;
  constexpr float Q = HALF ? 2 : 1;
  F y = V::clamp(x, -LIMIT, LIMIT);
  F s = V::mul(y, y);
  F p = V::fma(V::set(P * A * A * A * A * 1.394553628e-8f), s, V::set(P * A * A * A * 2.102733560e-5f));
  p = V::fma(p, s, V::set(P * A * A * 3.520756727e-3f));
  p = V::fma(p, s, V::set(P * A * 1.340216100e-1f));
  p = V::fma(p, s, V::set(P));
  F q = V::fma(V::set(Q * A * A * A * A * 8.015776984e-7f), s, V::set(Q * A * A * A * 3.326951409e-4f));
  q = V::fma(q, s, V::set(Q * A * A * 2.597254514e-2f));
  q = V::fma(q, s, V::set(Q * A * 4.673548340e-1f));
  q = V::fma(q, s, V::set(Q));
  return {V::mul(y, p), q};
}

template <class V>
INLINE Ratio<V> tanhRatio(typename V::F x) {
  return tanhRatio<V, false>(x);
}

// sigmoid(x) = 0.5 + tanh(x / 2) / 2.
template <class V>
INLINE Ratio<V> sigmoidRatio(typename V::F x) {
  Ratio<V> t = tanhRatio<V, true>(x);
  return {V::fma(t.q, V::set(0.5f), t.p), t.q};
}

template <class V>
INLINE typename V::F tanh(typename V::F x) {
  Ratio<V> t = tanhRatio<V>(x);
  return V::div(t.p, t.q);
}

template <class V>
INLINE typename V::F sigmoid(typename V::F x) {
  Ratio<V> s = sigmoidRatio<V>(x);
  return V::div(s.p, s.q);
}

template <class V>
INLINE typename V::F hardSigmoid(Activation activation, typename V::F x) {
  float slope = activation == HARD_SIGMOID_KERAS2 ? 0.2f : 1.0f / 6;
  return V::clamp(V::fma(x, V::set(slope), V::set(0.5f)), 0, 1);
}

template <class V>
typename V::F activate(Activation activation, typename V::F x) {
  switch (activation) {
    case TANH: return tanh<V>(x);
    case SIGMOID: return sigmoid<V>(x);
    case RELU: return V::clamp(x, 0, __builtin_inff());
    case LINEAR: return x;
    default: return hardSigmoid<V>(activation, x);
  }
}

}  // namespace
