// The recursions over a linear-chain CRF; their contract is that of dev.fastener.kernel.ChainKernels.
#pragma once
#include "kernels.h"

namespace {

// Columns of one step: best[to] = max over from of (before[from] + transitions[from, to]) + emission. The even and the odd
// tags "from" have maxima of their own, so that two chains of instructions run side by side.
template <class V, int VECTORS>
void viterbiStep(const Chain& c, int column, const float* before, const float* emissions, float* best) {
  typename V::F even[VECTORS], odd[VECTORS];
  for (int v = 0; v < VECTORS; v++) {
    even[v] = odd[v] = V::set(-__builtin_inff());
  }
  const float* moves = c.transitions + column;
  int from = 0;
  for (; from + 1 < c.tags; from += 2, moves += 2 * c.stride) {
    typename V::F first = V::set(before[from]), second = V::set(before[from + 1]);
    for (int v = 0; v < VECTORS; v++) {
      even[v] = V::larger(even[v], V::add(first, V::load(moves + v * V::LANES)));
      odd[v] = V::larger(odd[v], V::add(second, V::load(moves + c.stride + v * V::LANES)));
    }
  }
  if (from < c.tags) {
    typename V::F last = V::set(before[from]);
    for (int v = 0; v < VECTORS; v++) {
      even[v] = V::larger(even[v], V::add(last, V::load(moves + v * V::LANES)));
    }
  }
  for (int v = 0; v < VECTORS; v++) {
    int left = c.tags - column - v * V::LANES;
    typename V::F emission = left >= V::LANES ? V::load(emissions + column + v * V::LANES)
                                              : V::loadFirst(emissions + column + v * V::LANES, left);
    V::store(best + column + v * V::LANES, V::add(V::larger(even[v], odd[v]), emission));
  }
}

template <class V>
float viterbi(const Chain& c, int rows, const float* emissions, float* best, int32_t* path) {
  int whole = (c.tags + V::LANES - 1) / V::LANES * V::LANES;
  for (int j = 0; j < c.tags; j++) {
    best[j] = emissions[j] + c.start[j];
  }
  for (int row = 1; row < rows; row++) {
    const float* before = best + (ptrdiff_t)(row - 1) * c.stride;
    const float* e = emissions + (ptrdiff_t)row * c.tags;
    float* after = best + (ptrdiff_t)row * c.stride;
    int column = 0;
    for (; column + 2 * V::LANES <= whole; column += 2 * V::LANES) {
      viterbiStep<V, 2>(c, column, before, e, after);
    }
    if (column < whole) {
      viterbiStep<V, 1>(c, column, before, e, after);
    }
  }
  const float* end = best + (ptrdiff_t)(rows - 1) * c.stride;
  int tag = 0;
  for (int j = 1; j < c.tags; j++) {
    tag = end[j] + c.end[j] > end[tag] + c.end[tag] ? j : tag;
  }
  float score = end[tag] + c.end[tag];
  path[rows - 1] = tag;
  for (int row = rows - 1; row > 0; row--) {
    const float* before = best + (ptrdiff_t)(row - 1) * c.stride;
    const float* moves = c.transposed + (ptrdiff_t)tag * c.stride;
    float emission = emissions[(ptrdiff_t)row * c.tags + tag];
    float reached = best[(ptrdiff_t)row * c.stride + tag];
    int from = 0;
    while (from < c.tags && before[from] + moves[from] + emission != reached) {
      from++;
    }
    tag = from < c.tags ? from : 0;
    path[row - 1] = tag;
  }
  return score;
}

// Doubles of one register; half as many as floats. The compilers' own vectors, which all instruction sets have.
template <class V>
struct Doubles {
  typedef double D __attribute__((vector_size(V::LANES * 4), aligned(8), may_alias));
  typedef uint64_t Bits __attribute__((vector_size(V::LANES * 4), aligned(8), may_alias));
  static constexpr int COUNT = V::LANES / 2;
  INLINE D load(const double* p) { return *(const D*)p; }
  INLINE void store(double* p, D x) { *(D*)p = x; }
};

// exp of what is at most 0; below -708 it is 0. 2^n e^r with r within half of ln 2, where Taylor's polynomial of degree 11 is
// exact to 1e-14. Adding 1.5 * 2^52 rounds to the whole number n and leaves it in the low bits, from where it is shifted into
// the exponent.
template <class V>
typename Doubles<V>::D expOf(typename Doubles<V>::D x) {
  typedef typename Doubles<V>::D D;
  typedef typename Doubles<V>::Bits Bits;
  D least = D{} - 708.0;
  D y = x < least ? least : x;
  D shifted = y * 1.4426950408889634 + 0x1.8p52;
  D n = shifted - 0x1.8p52;
  D r = (y - n * 0x1.62e42fee00000p-1) - n * 1.9082149292705877e-10;
  D p = r * (1.0 / 39916800) + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  D result = (D)((Bits)p + ((Bits)shifted << 52));
  return x < least ? D{} : result;
}

inline float largestOf(const float* values, int count) {
  float a = values[0], b = a, c = a, d = a;
  int i = 1;
  for (; i + 3 < count; i += 4) {
    a = values[i] > a ? values[i] : a;
    b = values[i + 1] > b ? values[i + 1] : b;
    c = values[i + 2] > c ? values[i + 2] : c;
    d = values[i + 3] > d ? values[i + 3] : d;
  }
  for (; i < count; i++) {
    a = values[i] > a ? values[i] : a;
  }
  a = a > b ? a : b;
  c = c > d ? c : d;
  return a > c ? a : c;
}

template <class V>
double potentials(int rows, int tags, int stride, const float* emissions, double* potentials) {
  double peaks = 0;
  for (int row = 0; row < rows; row++) {
    const float* e = emissions + (ptrdiff_t)row * tags;
    double* p = potentials + (ptrdiff_t)row * stride;
    double peak = largestOf(e, tags);
    peaks += peak;
    for (int j = 0; j < tags; j++) {
      p[j] = e[j] - peak;
    }
    for (int j = tags; j < stride; j++) {
      p[j] = -1000;
    }
  }
  for (ptrdiff_t i = 0; i < (ptrdiff_t)rows * stride; i += Doubles<V>::COUNT) {
    Doubles<V>::store(potentials + i, expOf<V>(Doubles<V>::load(potentials + i)));
  }
  return peaks;
}

// Columns of out = left times the matrix, [tags, stride]. Even and odd rows have sums of their own.
template <class V, int VECTORS>
void rowProduct(int tags, int stride, const double* left, const double* matrix, double* out) {
  typedef Doubles<V> D;
  typename D::D even[VECTORS] = {}, odd[VECTORS] = {};
  int i = 0;
  for (; i + 1 < tags; i += 2, matrix += 2 * stride) {
    for (int v = 0; v < VECTORS; v++) {
      even[v] += left[i] * D::load(matrix + v * D::COUNT);
      odd[v] += left[i + 1] * D::load(matrix + stride + v * D::COUNT);
    }
  }
  if (i < tags) {
    for (int v = 0; v < VECTORS; v++) {
      even[v] += left[i] * D::load(matrix + v * D::COUNT);
    }
  }
  for (int v = 0; v < VECTORS; v++) {
    D::store(out + v * D::COUNT, even[v] + odd[v]);
  }
}

template <class V>
void rowProducts(int tags, int stride, const double* left, const double* matrix, double* out) {
  int column = 0;
  for (; column + 2 * V::LANES <= stride; column += 2 * V::LANES) {
    rowProduct<V, 4>(tags, stride, left, matrix + column, out + column);
  }
  for (; column < stride; column += V::LANES) {
    rowProduct<V, 2>(tags, stride, left, matrix + column, out + column);
  }
}

template <class V>
bool forward(
    int rows, int tags, int stride, const double* moves, const double* potentials, double* alpha, double* sums) {
  typedef Doubles<V> D;
  for (int row = 0; row < rows; row++) {
    double* a = alpha + (ptrdiff_t)row * stride;
    const double* p = potentials + (ptrdiff_t)row * stride;
    if (row > 0) {
      rowProducts<V>(tags, stride, a - stride, moves, a);
    }
    typename D::D parts = {};
    for (int j = 0; j < stride; j += D::COUNT) {
      typename D::D product = D::load(a + j) * D::load(p + j);
      D::store(a + j, product);
      parts += product;
    }
    double sum = 0;
    for (int l = 0; l < D::COUNT; l++) {
      sum += parts[l];
    }
    sums[row] = sum;
    if (!(sum > 0)) {
      return false;
    }
    double inverse = 1 / sum;
    for (int j = 0; j < stride; j += D::COUNT) {
      D::store(a + j, D::load(a + j) * inverse);
    }
  }
  return true;
}

template <class V>
void backward(
    int rows, int tags, int stride, const double* movesTransposed, const double* potentials, const double* sums,
    double* beta, double* rest) {
  typedef Doubles<V> D;
  for (int row = rows - 1; row >= 0; row--) {
    ptrdiff_t at = (ptrdiff_t)row * stride;
    double inverse = 1 / sums[row];
    for (int j = 0; j < stride; j += D::COUNT) {
      D::store(rest + at + j, D::load(beta + at + j) * D::load(potentials + at + j) * inverse);
    }
    if (row > 0) {
      rowProducts<V>(tags, stride, rest + at, movesTransposed, beta + at - stride);
    }
  }
}

}  // namespace
