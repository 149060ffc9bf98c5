// AVX-512 with the matrix unit for INT8 and BF16 products: a tile register holds 16 rows of 64 bytes, and the layout of the
// panels is the one that its second operand wants.
#pragma once
#include "avx512.h"

namespace {

struct Amx : Avx512<true, true> {
  static constexpr bool MATRIX_UNIT = true;
  static constexpr int ROWS = 16;

  // For whole runs, as it clears all tiles; always with 16 rows: those beyond the last are computed and not read.
  struct Session {
    Session() {
      alignas(64) uint8_t configuration[64] = {1};
      for (int t = 0; t < 8; t++) {
        configuration[16 + 2 * t] = 64;
        configuration[48 + t] = ROWS;
      }
      _tile_loadconfig(configuration);
    }
    // Or each switch of the thread's context would save the tiles.
    ~Session() { _tile_release(); }
  };

// The tiles are part of the instructions.
#define TILE_MULTIPLY(sum, x, w)     \
  if (INTEGERS) {                    \
    _tile_dpbusd(sum, x, w);         \
  } else {                           \
    _tile_dpbf16ps(sum, x, w);       \
  }

  template <bool INTEGERS>
  INLINE void sums(const Product& p, int32_t vectors, int32_t groupBytes, void* out) {
    const char* w = p.weights;
    const char* x = p.x;
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    for (int g = 0; g < p.groups; g += 16) {
      _tile_loadd(4, x, p.xStride);
      _tile_loadd(5, w, groupBytes);
      TILE_MULTIPLY(0, 4, 5);
      if (vectors > 1) {
        _tile_loadd(6, w + 64, groupBytes);
        TILE_MULTIPLY(1, 4, 6);
      }
      if (vectors > 2) {
        _tile_loadd(7, w + 128, groupBytes);
        TILE_MULTIPLY(2, 4, 7);
      }
      if (vectors > 3) {
        _tile_loadd(5, w + 192, groupBytes);
        TILE_MULTIPLY(3, 4, 5);
      }
      x += 64;
      w += 16 * groupBytes;
    }
    char* to = (char*)out;
    _tile_stored(0, to, vectors * 64);
    if (vectors > 1) {
      _tile_stored(1, to + 64, vectors * 64);
    }
    if (vectors > 2) {
      _tile_stored(2, to + 128, vectors * 64);
    }
    if (vectors > 3) {
      _tile_stored(3, to + 192, vectors * 64);
    }
  }

  // Rows times one panel, as tile().
  static void product(const Matrix& m, Product p, int rows) {
    alignas(64) int32_t raw[ROWS * 4 * LANES];
    int width = m.vectors * LANES;
    for (; rows > 0; rows -= ROWS) {
      int count = rows < ROWS ? rows : ROWS;
      if (m.precision == INT8) {
        sums<true>(p, m.vectors, m.groupBytes, raw);
        for (int v = 0; v < width; v += LANES) {
          I correction = loadI(p.correction + v);
          F scale = load(p.scale + v);
          F bias = load(p.bias + v);
          for (int r = 0; r < count; r++) {
            I sum = _mm512_add_epi32(loadI(raw + r * width + v), correction);
            store(p.out + r * p.outStride + v, fma(toFloat(sum), scale, bias));
          }
        }
      } else {
        sums<false>(p, m.vectors, m.groupBytes, raw);
        for (int v = 0; v < width; v += LANES) {
          F bias = load(p.bias + v);
          for (int r = 0; r < count; r++) {
            store(p.out + r * p.outStride + v, add(load((const float*)raw + r * width + v), bias));
          }
        }
      }
      p.x += ROWS * p.xStride;
      p.out += ROWS * p.outStride;
    }
  }
};

}  // namespace
