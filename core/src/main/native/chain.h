// Viterbi's recursion over a linear-chain CRF; the contract is that of dev.fastener.kernel.ChainKernels.
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

}  // namespace
