// Lays a matrix out in panels.
#pragma once
#include "kernels.h"

struct MatrixShape {
  Precision precision;
  int32_t gates;
  int32_t vectors;  // of a panel: as many as gates, or with one gate 1 to 4
  int32_t units;
  int32_t inputs;
};

size_t matrixBytes(const Variant&, const MatrixShape&);

// block: matrixBytes bytes, aligned to 64.
// weights: row r of [gates * units] at r * rowStride. scales: one per row, or null. bias: [gates * units] or null.
Matrix* packMatrix(
    const Variant&, const MatrixShape&, const float* weights, ptrdiff_t rowStride, const float* scales,
    float inputScale, const float* bias, char* block);
