// The loop over the steps of one direction.
#pragma once
#include "activation.h"
#include "chain.h"
#include "product.h"

namespace {

// What one step reads and writes. Rows are those of the step; the first `known` have a step before them.
struct Step {
  bool descending;  // panels: every other step finds what the one before read last still in the caches
  int32_t rows;
  int32_t known;
  const float* input;
  const int32_t* rowOffsets;
  const int32_t* nextOffsets;  // of the step after this
  int32_t nextRows;
  const Initial* initial;  // of the rows that have no step before them
  const char* initialX;  // their outputs as the product reads them
  ptrdiff_t initialStride;
  const char* x;  // previous outputs as the product reads them
  ptrdiff_t xStride;
  const float* previous;  // previous outputs
  float* y;
  ptrdiff_t yStride;
  char* prepared;  // outputs as the next step's product reads them
  ptrdiff_t preparedStride;
};

// Blocks of rows, so that the sums of a panel stay in the first cache.
constexpr int BLOCK = 48;

template <class V>
INLINE void storeOutput(const Matrix& m, const Step& s, int row, int unit, typename V::F h) {
  float* y = s.y + row * s.yStride + unit;
  if (unit + V::LANES <= m.units) {
    V::store(y, h);
  } else {
    V::storeFirst(y, h, m.units - unit);
  }
  prepare<V>(m, h, s.prepared + row * s.preparedStride, unit);
}

// Calls body(panel, row, sums) for all rows and panels; the sums are products plus bias. Meanwhile the next step's input products, `inputWidth` values for
// each panel, are fetched to the second cache: a table of them is larger than any cache.
template <class V, class Body>
INLINE void forPanels(const Matrix& m, const Step& s, int inputWidth, const Body& body) {
  alignas(64) float sums[BLOCK * 4 * V::LANES];
  int width = m.vectors * V::LANES;
  // A tile at a time, so that the activations of one overlap the products of the next; fp32 panels are larger than the
  // first cache and want many rows.
  int block = V::MATRIX_UNIT ? 16 : V::TILE_ROWS;
  if (m.precision == FP32) {
    block = BLOCK;
  }
  for (int first = 0; first < s.rows; first += BLOCK) {
    int rows = s.rows - first < BLOCK ? s.rows - first : BLOCK;
    int blocks = (rows + block - 1) / block;
    for (int left = m.panels, panels; left > 0; left -= panels) {
      panels = rows == 1 && left >= WIDE_PANELS<V> ? WIDE_PANELS<V> : 1;
      int panel = s.descending ? left - panels : m.panels - left;
      int from = first;
      for (int tiles = blocks; tiles > 0; tiles--) {
        int count = (first + rows - from + tiles - 1) / tiles;
        int known = s.known - from < count ? s.known - from : count;
        if (known > 0) {
          product<V>(m, panel, panels, known, s.x + from * s.xStride, s.xStride, sums);
        }
        int beginning = known > 0 ? known : 0;
        if (s.initial->states && beginning < count) {
          const char* x = s.initialX + (from + beginning) * s.initialStride;
          float* out = sums + beginning * width * panels;
          product<V>(m, panel, panels, count - beginning, x, s.initialStride, out);
          beginning = count;
        }
        for (int r = beginning; r < count; r++) {
          for (int i = 0; i < width * panels; i += V::LANES) {
            V::store(sums + r * width * panels + i, V::load(m.bias + panel * width + i));
          }
        }
        for (int q = 0; q < panels; q++) {
          for (int r = 0; r < count; r++) {
            if (from + r < s.nextRows) {
              const float* next = s.input + s.nextOffsets[from + r] + (panel + q) * inputWidth;
              for (int i = 0; i < inputWidth; i += 16) {
                V::prefetch(next + i);
              }
            }
            body(panel + q, from + r, sums + (r * panels + q) * width);
          }
        }
        from += count;
      }
    }
  }
}

// Gates i o f c: c' = f c + i g, h = o tanh(c'). With sigmoid gates two divisions serve all five fractions.
template <class V>
INLINE typename V::F lstmUnit(Activation gate, const typename V::F* pre, float* cell) {
  typedef typename V::F F;
  F c = V::load(cell);
  if (gate != SIGMOID) {
    F i = hardSigmoid<V>(gate, pre[0]);
    F o = hardSigmoid<V>(gate, pre[1]);
    F f = hardSigmoid<V>(gate, pre[2]);
    c = V::fma(f, c, V::mul(i, tanh<V>(pre[3])));
    V::store(cell, c);
    return V::mul(o, tanh<V>(c));
  }
  Ratio<V> i = sigmoidRatio<V>(pre[0]);
  Ratio<V> f = sigmoidRatio<V>(pre[2]);
  Ratio<V> g = tanhRatio<V>(pre[3]);
  F below = V::mul(i.q, g.q);
  F above = V::fma(V::mul(f.p, c), below, V::mul(V::mul(i.p, g.p), f.q));
  c = V::div(above, V::mul(below, f.q));
  V::store(cell, c);
  Ratio<V> o = sigmoidRatio<V>(pre[1]);
  Ratio<V> t = tanhRatio<V>(c);
  return V::div(V::mul(t.p, o.p), V::mul(t.q, o.q));
}

template <class V>
void lstmStep(const Recurrence& d, const Step& s, float* cells, ptrdiff_t stateStride) {
  const Matrix& m = *d.recurrent;
  constexpr int WIDTH = 4 * V::LANES;
  forPanels<V>(m, s, WIDTH, [&](int panel, int row, const float* sums) {
    const float* z = s.input + s.rowOffsets[row] + panel * WIDTH;
    typename V::F pre[4];
    UNROLL for (int v = 0; v < 4; v++) {
      pre[v] = V::add(V::load(z + v * V::LANES), V::load(sums + v * V::LANES));
    }
    typename V::F h = lstmUnit<V>(d.gateActivation, pre, cells + row * stateStride + panel * V::LANES);
    storeOutput<V>(m, s, row, panel * V::LANES, h);
  });
}

template <class V>
INLINE typename V::F gate(Activation activation, typename V::F x) {
  return activation == SIGMOID ? sigmoid<V>(x) : hardSigmoid<V>(activation, x);
}

// Output of the step before, or what the sequence starts from. Beyond the last unit a lane holds anything: no weight reads it.
template <class V>
INLINE typename V::F previousOutput(const Matrix& m, const Step& s, int row, int unit) {
  const float* h = s.previous + row * s.yStride + unit;
  if (row >= s.known) {
    if (!s.initial->states) {
      return V::zero();
    }
    h = s.initial->states + s.initial->offsets[row] + unit;
  }
  return unit + V::LANES <= m.units ? V::load(h) : V::loadFirst(h, m.units - unit);
}

// h' = (1 - z) n + z h
template <class V>
INLINE typename V::F gruOutput(typename V::F z, typename V::F n, typename V::F h) {
  return V::fma(z, V::sub(h, n), n);
}

// Gates z r h; n = tanh(W x + r (R h + Rb)).
template <class V>
void gruAfterStep(const Recurrence& d, const Step& s) {
  const Matrix& m = *d.recurrent;
  constexpr int WIDTH = 3 * V::LANES;
  forPanels<V>(m, s, WIDTH, [&](int panel, int row, const float* sums) {
    typedef typename V::F F;
    const float* input = s.input + s.rowOffsets[row] + panel * WIDTH;
    F z = gate<V>(d.gateActivation, V::add(V::load(input), V::load(sums)));
    F r = gate<V>(d.gateActivation, V::add(V::load(input + V::LANES), V::load(sums + V::LANES)));
    F n = tanh<V>(V::fma(r, V::load(sums + 2 * V::LANES), V::load(input + 2 * V::LANES)));
    F h = previousOutput<V>(m, s, row, panel * V::LANES);
    storeOutput<V>(m, s, row, panel * V::LANES, gruOutput<V>(z, n, h));
  });
}

// n = tanh(W x + R (r h) + Rb): all z and r come first, then the candidates.
template <class V>
void gruBeforeStep(const Recurrence& d, const Step& s, float* updates, float* resetStates, char* preparedResets) {
  const Matrix& gates = *d.recurrent;
  const Matrix& m = *d.candidate;
  constexpr int WIDTH = 3 * V::LANES;
  ptrdiff_t stride = (ptrdiff_t)gates.panels * V::LANES;
  forPanels<V>(gates, s, WIDTH, [&](int panel, int row, const float* sums) {
    typedef typename V::F F;
    const float* input = s.input + s.rowOffsets[row] + panel * WIDTH;
    F z = V::add(V::load(input), V::load(sums));
    F r = V::add(V::load(input + V::LANES), V::load(sums + V::LANES));
    V::store(updates + row * stride + panel * V::LANES, gate<V>(d.gateActivation, z));
    F reset = V::mul(gate<V>(d.gateActivation, r), previousOutput<V>(gates, s, row, panel * V::LANES));
    V::store(resetStates + row * stride + panel * V::LANES, reset);
    prepare<V>(m, reset, preparedResets + row * s.preparedStride, panel * V::LANES);
  });
  Step second = s;
  second.known = s.initial->states ? s.rows : s.known;
  bool asIs = !prepared(m);
  second.x = asIs ? (const char*)resetStates : preparedResets;
  second.xStride = asIs ? stride * 4 : s.preparedStride;
  forPanels<V>(m, second, 0, [&](int panel, int row, const float* sums) {
    typedef typename V::F F;
    const float* input = s.input + s.rowOffsets[row] + panel * WIDTH + 2 * V::LANES;
    F n = tanh<V>(V::add(V::load(input), V::load(sums)));
    F z = V::load(updates + row * stride + panel * V::LANES);
    F h = previousOutput<V>(m, s, row, panel * V::LANES);
    storeOutput<V>(m, s, row, panel * V::LANES, gruOutput<V>(z, n, h));
  });
}

// Cells and outputs that the sequences start from, where the steps find them.
template <class V>
void begin(
    const Recurrence& d, const Initial& initial, int rows, float* cells, ptrdiff_t stride, char* outputs,
    ptrdiff_t outputStride) {
  const Matrix& m = *d.recurrent;
  for (int r = 0; r < rows; r++) {
    const float* h = initial.states + initial.offsets[r];
    for (int unit = 0; unit < m.units; unit += V::LANES) {
      int left = m.units - unit;
      bool whole = left >= V::LANES;
      typename V::F x = whole ? V::load(h + unit) : V::loadFirst(h + unit, left);
      if (prepared(m)) {
        prepare<V>(m, x, outputs + r * outputStride, unit);
      } else {
        V::store((float*)(outputs + r * outputStride) + unit, x);
      }
      if (d.cell == LSTM) {
        const float* c = h + m.units + unit;
        V::store(cells + r * stride + unit, whole ? V::load(c) : V::loadFirst(c, left));
      }
    }
  }
}

// state: cells or updates, reset states, and four times outputs as the product reads them; each [sequences, hidden filled up
// to 64], and behind them what 16 such rows take: the matrix unit reads so many always.
template <class V>
void recurrence(
    const Recurrence& d, const Steps& steps, const float* input, const int32_t* rowOffsets, const Initial& initial,
    float* y, ptrdiff_t yStride, float* state) {
  if (steps.longest == 0) {
    return;
  }
  [[maybe_unused]] typename V::Session session;
  const Matrix& m = *d.recurrent;
  ptrdiff_t stride = (ptrdiff_t)m.panels * V::LANES;
  ptrdiff_t preparedStride = (stride + 63) / 64 * 64;
  ptrdiff_t size = steps.rows(0) * preparedStride;
  float* resetStates = state + size;
  char* buffers[4];
  for (int i = 0; i < 4; i++) {
    buffers[i] = (char*)(state + (2 + i) * size);
  }
  // The matrix unit multiplies what lies behind the last output by zeros, which must not be NaN.
  ptrdiff_t cleared = V::MATRIX_UNIT && m.precision == BF16 ? 6 * size : size;
  for (ptrdiff_t i = 0; i < cleared; i += V::LANES) {
    V::store(state + i, V::zero());
  }
  bool asIs = !prepared(m);
  ptrdiff_t initialStride = preparedStride * (asIs ? 4 : 2);
  if (initial.states) {
    begin<V>(d, initial, steps.rows(0), state, stride, buffers[3], initialStride);
  }
  for (int i = 0; i < steps.longest; i++) {
    int t = d.reverse ? steps.longest - 1 - i : i;
    int before = d.reverse ? t + 1 : t - 1;
    int after = d.reverse ? t - 1 : t + 1;
    Step s;
    s.descending = i % 2 != 0;
    s.rows = steps.rows(t);
    s.known = i == 0 ? 0 : d.reverse ? steps.rows(before) : s.rows;
    s.input = input;
    s.rowOffsets = rowOffsets + steps.offsets[t];
    bool last = i + 1 == steps.longest;
    s.nextRows = last ? 0 : steps.rows(after);
    s.nextOffsets = last ? rowOffsets : rowOffsets + steps.offsets[after];
    s.initial = &initial;
    s.initialX = buffers[3];
    s.initialStride = initialStride;
    s.previous = i == 0 ? y : y + steps.offsets[before] * yStride;
    s.preparedStride = preparedStride * 2;
    s.x = asIs ? (const char*)s.previous : buffers[i & 1];
    s.xStride = asIs ? yStride * 4 : s.preparedStride;
    s.y = y + steps.offsets[t] * yStride;
    s.yStride = yStride;
    s.prepared = buffers[(i + 1) & 1];
    switch (d.cell) {
      case LSTM: lstmStep<V>(d, s, state, stride); break;
      case GRU_RESET_AFTER: gruAfterStep<V>(d, s); break;
      default: gruBeforeStep<V>(d, s, state, resetStates, buffers[2]);
    }
  }
}

template <class V>
constexpr Variant variant() {
  return {
      V::LANES,       V::BF16_GROUP, V::INT8_GROUP, V::MATRIX_UNIT, V::INT8_UNSIGNED,
      &recurrence<V>, &project<V>,   &gather<V>,    &multiply<V>,   &viterbi<V>,
      &potentials<V>, &forward<V>,   &backward<V>};
}

}  // namespace
