#include "pack.h"

namespace {

int32_t groupOf(const Variant& v, Precision p) { return p == BF16 ? v.bf16Group : p == INT8 ? v.int8Group : 1; }

int32_t weightBytes(Precision p) { return p == FP32 ? 4 : p == INT8 ? 1 : 2; }

int32_t panelsOf(const Variant& v, const MatrixShape& s) {
  int32_t units = s.gates > 1 ? v.lanes : s.vectors * v.lanes;
  return (s.units + units - 1) / units;
}

int32_t groupsOf(const Variant& v, const MatrixShape& s) {
  int32_t group = groupOf(v, s.precision);
  int32_t groups = (s.inputs + group - 1) / group;
  bool whole = v.matrixUnit && (s.precision == INT8 || s.precision == BF16) && s.inputs >= MATRIX_UNIT_INPUTS;
  return whole ? (groups + 15) / 16 * 16 : groups;
}

size_t rounded(size_t bytes) { return (bytes + 63) / 64 * 64; }

// Nearest integer, ties to even, for |x| < 2^22.
float nearest(float x) {
  volatile float shifted = x + 12582912.0f;
  return shifted - 12582912.0f;
}

int32_t quantized(float w, float inverseScale, float limit) {
  float x = w * inverseScale;
  if (!(x == x)) {
    return 0;
  }
  return (int32_t)nearest(x > limit ? limit : x < -limit ? -limit : x);
}

uint16_t bfloat16(float x) {
  uint32_t bits;
  __builtin_memcpy(&bits, &x, 4);
  if (!(x == x)) {
    return 0x7fc0;
  }
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

float largest(const float* row, int32_t n) {
  float most = 0;
  for (int32_t k = 0; k < n; k++) {
    float size = row[k] < 0 ? -row[k] : row[k];
    most = size > most ? size : most;
  }
  return most;
}

}  // namespace

size_t matrixBytes(const Variant& v, const MatrixShape& s) {
  size_t columns = (size_t)panelsOf(v, s) * s.vectors * v.lanes;
  size_t inputs = (size_t)groupsOf(v, s) * groupOf(v, s.precision);
  return rounded(sizeof(Matrix)) + 3 * rounded(columns * 4) + columns * inputs * weightBytes(s.precision);
}

Matrix* packMatrix(
    const Variant& v, const MatrixShape& s, const float* weights, ptrdiff_t rowStride, const float* scales,
    float inputScale, const float* bias, char* block) {
  __builtin_memset(block, 0, matrixBytes(v, s));
  int32_t group = groupOf(v, s.precision);
  int32_t vectors = s.vectors;
  int32_t panels = panelsOf(v, s);
  size_t columns = (size_t)panels * vectors * v.lanes;
  Matrix* m = (Matrix*)block;
  float* panelBias = (float*)(block + rounded(sizeof(Matrix)));
  float* panelScale = (float*)((char*)panelBias + rounded(columns * 4));
  int32_t* correction = (int32_t*)((char*)panelScale + rounded(columns * 4));
  char* packed = (char*)correction + rounded(columns * 4);
  m->precision = s.precision;
  m->inputs = s.inputs;
  m->groups = groupsOf(v, s);
  m->gates = s.gates;
  m->units = s.units;
  m->panels = panels;
  m->vectors = vectors;
  m->groupBytes = vectors * v.lanes * group * weightBytes(s.precision);
  m->inverseInputScale = s.precision == INT8 ? 1.0f / inputScale : 0;
  m->bias = panelBias;
  m->scale = panelScale;
  m->correction = correction;
  m->weights = packed;
  float limit = s.precision == INT8 ? 127.0f : 32767.0f;
  for (size_t column = 0; column < columns; column++) {
    int32_t lane = (int32_t)(column % v.lanes);
    int32_t vector = (int32_t)(column / v.lanes % vectors);
    int32_t panel = (int32_t)(column / v.lanes / vectors);
    int32_t unit = s.gates > 1 ? panel * v.lanes + lane : (int32_t)column;
    if (unit >= s.units) {
      continue;
    }
    size_t row = s.gates > 1 ? (size_t)vector * s.units + unit : (size_t)unit;
    const float* from = weights + row * rowStride;
    panelBias[column] = bias ? bias[row] : 0;
    float scale = scales ? scales[row] : largest(from, s.inputs) / limit;
    float inverse = 1.0f / scale;
    panelScale[column] = s.precision == INT8 ? scale * inputScale : scale;
    int32_t sum = 0;
    for (int32_t k = 0; k < s.inputs; k++) {
      size_t at = ((((size_t)panel * m->groups + k / group) * vectors + vector) * v.lanes + lane) * group + k % group;
      switch (s.precision) {
        case FP32: ((float*)packed)[at] = from[k]; break;
        case INT16: ((int16_t*)packed)[at] = (int16_t)quantized(from[k], inverse, limit); break;
        case BF16: ((uint16_t*)packed)[at] = bfloat16(from[k]); break;
        default:
          int32_t q = quantized(from[k], inverse, limit);
          ((int8_t*)packed)[at] = (int8_t)q;
          sum += q;
      }
    }
    correction[column] = -128 * sum;
  }
  return m;
}
