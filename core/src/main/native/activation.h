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

// tanh(x / 2^HALF) = p / q * 2^HALF: the rational function of degree 13 over 6 of Eigen's ptanh, exact to a few units in
// the last place. The powers of two are in its coefficients.
template <class V, bool HALF>
INLINE Ratio<V> tanhRatio(typename V::F x) {
  typedef typename V::F F;
  constexpr float LIMIT = HALF ? 2 * 7.905311f : 7.905311f;
  constexpr float A = HALF ? 0.25f : 1;  // of each power of x^2
  constexpr float P = HALF ? 0.5f : 1;
  constexpr float Q = HALF ? 2 : 1;
  F y = V::clamp(x, -LIMIT, LIMIT);
  F s = V::mul(y, y);
  F p = V::fma(
      V::set(P * A * A * A * A * A * A * -2.76076847742355e-16f), s, V::set(P * A * A * A * A * A * 2.00018790482477e-13f));
  p = V::fma(p, s, V::set(P * A * A * A * A * -8.60467152213735e-11f));
  p = V::fma(p, s, V::set(P * A * A * A * 5.12229709037114e-08f));
  p = V::fma(p, s, V::set(P * A * A * 1.48572235717979e-05f));
  p = V::fma(p, s, V::set(P * A * 6.37261928875436e-04f));
  p = V::fma(p, s, V::set(P * 4.89352455891786e-03f));
  F q = V::fma(V::set(Q * A * A * A * 1.19825839466702e-06f), s, V::set(Q * A * A * 1.18534705686654e-04f));
  q = V::fma(q, s, V::set(Q * A * 2.26843463243900e-03f));
  q = V::fma(q, s, V::set(Q * 4.89352518554385e-03f));
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
