// Products of a few rows with panels of a matrix. Each sum runs over the inputs in ascending order whatever the number of
// rows is, so a row's result doesn't depend on the rows beside it.
#pragma once
#include "activation.h"
#include "kernels.h"
#define UNROLL _Pragma("GCC unroll 16")

namespace {

template <class V>
struct Fp32 {
  typedef typename V::F Sum;
  static constexpr int VECTOR_BYTES = V::LANES * 4;
  static constexpr int INPUT_BYTES = 4;
  static constexpr bool SPLIT = true;
  INLINE typename V::F weight(const char* p) { return V::load((const float*)p); }
  INLINE typename V::F input(const char* p) { return V::set(*(const float*)p); }
  INLINE void step(Sum& sum, typename V::F w, typename V::F x) { sum = V::fma(w, x, sum); }
  INLINE Sum start(const Product& p, int at, const float* out) {
    return p.add ? V::load(out) : p.bias ? V::load(p.bias + at) : V::zero();
  }
  INLINE typename V::F finish(const Product&, int, Sum sum) { return sum; }
};

template <class V>
struct Int16 : Fp32<V> {
  typedef typename V::F Sum;
  static constexpr int VECTOR_BYTES = V::LANES * 2;
  static constexpr bool SPLIT = false;
  INLINE typename V::F weight(const char* p) { return V::widenShorts(p); }
  INLINE Sum start(const Product&, int, const float*) { return V::zero(); }
  INLINE typename V::F finish(const Product& p, int at, Sum sum) {
    return V::fma(sum, V::load(p.scale + at), V::load(p.bias + at));
  }
};

template <class V>
struct Bf16 : V::Pair {
  typedef typename V::F Sum;
  static constexpr int VECTOR_BYTES = V::LANES * 2 * V::BF16_GROUP;
  static constexpr int INPUT_BYTES = 2 * V::BF16_GROUP;
  static constexpr bool SPLIT = false;
  INLINE Sum start(const Product& p, int at, const float*) { return V::load(p.bias + at); }
  INLINE typename V::F finish(const Product&, int, Sum sum) { return sum; }
};

template <class V>
struct Int8 : V::Int8 {
  typedef typename V::I Sum;
  static constexpr int VECTOR_BYTES = V::LANES * V::INT8_GROUP;
  static constexpr int INPUT_BYTES = V::INT8_BYTES * V::INT8_GROUP;
  static constexpr bool SPLIT = false;
  INLINE Sum start(const Product& p, int at, const float*) {
    return V::INT8_UNSIGNED ? V::loadI(p.correction + at) : V::zeroI();
  }
  INLINE typename V::F finish(const Product& p, int at, Sum sum) {
    return V::fma(V::toFloat(sum), V::load(p.scale + at), V::load(p.bias + at));
  }
};

// How far ahead of its use a weight is fetched from the second cache to the first, in bytes.
constexpr ptrdiff_t AHEAD = 1536;

// M rows times P panels of N vectors, all sums in registers.
template <class V, class K, int M, int N, int P>
__attribute__((noinline)) void tile(const Product& p) {
  typename K::Sum sums[M][N * P];
  UNROLL for (int r = 0; r < M; r++) {
    UNROLL for (int v = 0; v < N * P; v++) {
      sums[r][v] = K::start(p, v * V::LANES, p.out + r * p.outStride + v * V::LANES);
    }
  }
  const char* w = p.weights;
  const char* x = p.x;
  const ptrdiff_t stride = p.xStride;
  const ptrdiff_t panel = p.panelBytes;
  if (M == 1) {
    // The weight goes from memory into the one instruction that uses it.
    for (int g = 0; g < p.groups; g++) {
      UNROLL for (int v = 0; v < N * P * K::VECTOR_BYTES; v += 64) {
        V::prefetch0(w + (v / (N * K::VECTOR_BYTES)) * panel + v % (N * K::VECTOR_BYTES) + AHEAD);
      }
      auto input = K::input(x);
      UNROLL for (int v = 0; v < N * P; v++) {
        K::step(sums[0][v], K::weight(w + (v / N) * panel + (v % N) * K::VECTOR_BYTES), input);
      }
      w += N * K::VECTOR_BYTES;
      x += K::INPUT_BYTES;
    }
  } else {
    for (int g = 0; g < p.groups; g++) {
      UNROLL for (int v = 0; v < N * P * K::VECTOR_BYTES; v += 64) {
        V::prefetch0(w + (v / (N * K::VECTOR_BYTES)) * panel + v % (N * K::VECTOR_BYTES) + AHEAD);
      }
      decltype(K::weight(w)) weights[N * P];
      UNROLL for (int v = 0; v < N * P; v++) {
        weights[v] = K::weight(w + (v / N) * panel + (v % N) * K::VECTOR_BYTES);
        V::keep(weights[v]);
      }
      UNROLL for (int r = 0; r < M; r++) {
        auto input = K::input(x + r * stride);
        UNROLL for (int v = 0; v < N * P; v++) {
          K::step(sums[r][v], weights[v], input);
        }
      }
      w += N * K::VECTOR_BYTES;
      x += K::INPUT_BYTES;
    }
  }
  UNROLL for (int r = 0; r < M; r++) {
    UNROLL for (int v = 0; v < N * P; v++) {
      V::store(p.out + r * p.outStride + v * V::LANES, K::finish(p, v * V::LANES, sums[r][v]));
    }
  }
}

template <class V, class K, int N, int M = V::TILE_ROWS>
INLINE void tileOf(int rows, const Product& p) {
  if constexpr (M > 1) {
    if (rows < M) {
      return tileOf<V, K, N, M - 1>(rows, p);
    }
  }
  tile<V, K, M, N, 1>(p);
}

template <class V>
constexpr int WIDE_PANELS = V::WIDE_VECTORS / 4;

// Any number of rows, in tiles of nearly equal height. A single row takes several panels side by side, so that its sums are
// enough independent chains to hide the latency of the instruction.
template <class V, class K, int N>
void tiles(Product p, int rows, int panels) {
  if (rows == 1 && panels == WIDE_PANELS<V>) {
    return tile<V, K, 1, N, WIDE_PANELS<V>>(p);
  }
  int row = 0;
  for (int left = (rows + V::TILE_ROWS - 1) / V::TILE_ROWS; left > 0; left--) {
    int height = (rows - row + left - 1) / left;
    tileOf<V, K, N>(height, p);
    p.x += height * p.xStride;
    p.out += height * p.outStride;
    row += height;
  }
}

// With several tiles, a part of an fp32 panel at a time that stays in the first cache.
template <class V, class K, int N>
void panelProduct(Product p, int rows, int panels) {
  constexpr int PART = K::SPLIT ? 32768 / (N * K::VECTOR_BYTES) : 0;
  if constexpr (PART > 0) {
    while (rows > V::TILE_ROWS && p.groups > PART + PART / 2) {
      Product part = p;
      part.groups = PART;
      tiles<V, K, N>(part, rows, panels);
      p.weights += PART * N * K::VECTOR_BYTES;
      p.x += PART * K::INPUT_BYTES;
      p.groups -= PART;
      p.add = true;
    }
  }
  tiles<V, K, N>(p, rows, panels);
}

template <class V, int N>
INLINE void panelProduct(Precision precision, const Product& p, int rows, int panels) {
  switch (precision) {
    case FP32: return panelProduct<V, Fp32<V>, N>(p, rows, panels);
    case INT16: return panelProduct<V, Int16<V>, N>(p, rows, panels);
    case BF16: return panelProduct<V, Bf16<V>, N>(p, rows, panels);
    default: return panelProduct<V, Int8<V>, N>(p, rows, panels);
  }
}

INLINE bool prepared(const Matrix& m) { return m.precision == INT8 || m.precision == BF16; }

// Rows times `panels` panels of m from `panel` on; out has rows of panels * vectors * lanes values.
template <class V>
void product(const Matrix& m, int panel, int panels, int rows, const char* x, ptrdiff_t xStride, float* out) {
  ptrdiff_t width = (ptrdiff_t)m.vectors * V::LANES;
  Product p;
  p.panelBytes = (ptrdiff_t)m.groups * m.groupBytes;
  p.weights = m.weights + panel * p.panelBytes;
  p.x = x;
  p.xStride = xStride;
  p.groups = m.groups;
  p.out = out;
  p.outStride = panels * width;
  p.add = false;
  p.bias = m.bias + panel * width;
  p.scale = m.scale + panel * width;
  p.correction = m.correction + panel * width;
  if constexpr (V::MATRIX_UNIT) {
    // Of one row or two the vectors are faster. BF16 stays with one way: the two differ in the order of the sums.
    if ((m.precision == BF16 || (m.precision == INT8 && rows > 2)) && m.inputs >= MATRIX_UNIT_INPUTS) {
      for (int i = 0; i < panels; i++) {
        V::product(m, p, rows);
        p.weights += p.panelBytes;
        p.out += width;
        p.bias += width;
        p.scale += width;
        p.correction += width;
      }
      return;
    }
  }
  switch (m.vectors) {
    case 1: return panelProduct<V, 1>(m.precision, p, rows, panels);
    case 2: return panelProduct<V, 2>(m.precision, p, rows, panels);
    case 3: return panelProduct<V, 3>(m.precision, p, rows, panels);
    default: return panelProduct<V, 4>(m.precision, p, rows, panels);
  }
}

// Inputs in the form that the products of a precision read; FP32 and INT16 read them as they are.
template <class V>
INLINE void prepare(const Matrix& m, typename V::F x, char* row, int at) {
  if (m.precision == INT8) {
    V::storeInt8(row + at * V::INT8_BYTES, x, V::set(m.inverseInputScale));
  } else if (m.precision == BF16) {
    V::storeBf16(row + at * 2, x);
  }
}

template <class V>
void project(
    const Matrix& m, Activation activation, int32_t rows, const float* x, ptrdiff_t xStride, float* z,
    ptrdiff_t zStride, char* scratch) {
  [[maybe_unused]] typename V::Session session;
  alignas(64) float sums[PROJECTION_ROWS * 4 * V::LANES];
  for (int from = 0; from < rows; from += PROJECTION_ROWS) {
    int count = rows - from < PROJECTION_ROWS ? rows - from : PROJECTION_ROWS;
    const char* inputs = (const char*)(x + from * xStride);
    ptrdiff_t inputStride = xStride * 4;
    if (prepared(m)) {
      inputStride = inputBytes(m);
      for (int r = 0; r < count; r++) {
        const float* row = x + (from + r) * xStride;
        int k = 0;
        for (; k + V::LANES <= m.inputs; k += V::LANES) {
          prepare<V>(m, V::load(row + k), scratch + r * inputStride, k);
        }
        if (k < m.inputs) {
          prepare<V>(m, V::loadFirst(row + k, m.inputs - k), scratch + r * inputStride, k);
          k += V::LANES;
        }
        // The weights of these are zeros, but zero times a NaN is none.
        for (; V::MATRIX_UNIT && k % 64 != 0; k += V::LANES) {
          prepare<V>(m, V::zero(), scratch + r * inputStride, k);
        }
      }
      inputs = scratch;
    }
    int width = m.vectors * V::LANES;
    int columns = m.gates > 1 ? m.panels * width : m.units;
    for (int panel = 0; panel < m.panels; panel++) {
      product<V>(m, panel, 1, count, inputs, inputStride, sums);
      for (int r = 0; r < count; r++) {
        float* target = z + (from + r) * zStride + panel * width;
        for (int v = 0; v < m.vectors; v++) {
          int left = columns - panel * width - v * V::LANES;
          typename V::F sum = V::load(sums + r * width + v * V::LANES);
          if (activation != LINEAR) {
            sum = activate<V>(activation, sum);
          }
          if (left >= V::LANES) {
            V::store(target + v * V::LANES, sum);
          } else if (left > 0) {
            V::storeFirst(target + v * V::LANES, sum, left);
          }
        }
      }
    }
  }
}

template <class V>
void gather(
    const float* table, const int32_t* offsets, int32_t rows, int32_t size, float* target, ptrdiff_t targetStride,
    bool add) {
  for (int r = 0; r < rows; r++) {
    const float* from = table + offsets[r];
    float* to = target + r * targetStride;
    if (r + 2 < rows) {
      for (int i = 0; i < size; i += 16) {
        V::prefetch(table + offsets[r + 2] + i);
      }
    }
    int i = 0;
    for (; i + V::LANES <= size; i += V::LANES) {
      typename V::F x = V::load(from + i);
      V::store(to + i, add ? V::add(x, V::load(to + i)) : x);
    }
    for (; i < size; i++) {
      to[i] = add ? to[i] + from[i] : from[i];
    }
  }
}

// A panel's part, copied to aligned memory where it pays, times all rows. An unaligned Java array would split each of its
// cache lines otherwise.
template <class V>
void multiply(
    int32_t m, const float* a, ptrdiff_t aStride, const float* b, int32_t k, int32_t n, float* c, ptrdiff_t cStride,
    bool add, float* scratch) {
  constexpr int WIDTH = 4 * V::LANES;
  constexpr int ROWS = 192;
  alignas(64) float edge[V::TILE_ROWS * WIDTH];
  for (int i = 0; i < m; i += ROWS) {
    int rows = m - i < ROWS ? m - i : ROWS;
    for (int p = 0; p == 0 || p < k; p += MULTIPLY_DEPTH) {
      int depth = k - p < MULTIPLY_DEPTH ? k - p : MULTIPLY_DEPTH;
      int panels = 1;
      for (int j = 0; j < n; j += panels * WIDTH) {
        const float* panel = b + (ptrdiff_t)j * k + (ptrdiff_t)p * WIDTH;
        if (rows > 24) {
          for (int q = 0; q < depth * WIDTH; q += V::LANES) {
            V::store(scratch + q, V::load(panel + q));
          }
          panel = scratch;
        }
        Product t;
        t.weights = (const char*)panel;
        t.panelBytes = (ptrdiff_t)k * WIDTH * 4;
        t.x = (const char*)(a + i * aStride + p);
        t.xStride = aStride * 4;
        t.groups = depth;
        t.out = c + i * cStride + j;
        t.outStride = cStride;
        t.add = add || p > 0;
        t.bias = nullptr;
        t.scale = nullptr;
        t.correction = nullptr;
        panels = rows == 1 && n - j >= WIDE_PANELS<V> * WIDTH ? WIDE_PANELS<V> : 1;
        if (n - j >= panels * WIDTH) {
          panelProduct<V, Fp32<V>, 4>(t, rows, panels);
          continue;
        }
        // The panel that isn't full is computed beside C.
        int used = n - j;
        for (int r = 0; r < rows; r += V::TILE_ROWS) {
          int count = rows - r < V::TILE_ROWS ? rows - r : V::TILE_ROWS;
          float* target = c + (i + r) * cStride + j;
          for (int s = 0; t.add && s < count; s++) {
            for (int q = 0; q < used; q++) {
              edge[s * WIDTH + q] = target[s * cStride + q];
            }
          }
          Product e = t;
          e.x += r * t.xStride;
          e.out = edge;
          e.outStride = WIDTH;
          panelProduct<V, Fp32<V>, 4>(e, count, 1);
          for (int s = 0; s < count; s++) {
            for (int q = 0; q < used; q++) {
              target[s * cStride + q] = edge[s * WIDTH + q];
            }
          }
        }
      }
    }
  }
}

}  // namespace
