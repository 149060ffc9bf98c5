// What the JNI layer calls. Each instruction set has one table of functions, compiled from the same templates.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Ordinals of the Java enums of the same names.
enum Precision : int32_t { FP32, INT16, BF16, INT8 };
enum Cell : int32_t { LSTM, GRU_RESET_AFTER, GRU_RESET_BEFORE };
enum Activation : int32_t { LINEAR, TANH, SIGMOID, HARD_SIGMOID_KERAS2, HARD_SIGMOID_KERAS3, RELU };

// A matrix [outputs, inputs] in panels, in one piece of memory. A panel holds `vectors` vectors of outputs: with several
// gates those of the same units side by side, else neighbouring outputs. Within a panel, `group` inputs at a time
// follow each other as the multiply-add instruction wants them: [panels][groups][vectors][lanes][group].
struct Matrix {
  Precision precision;
  int32_t inputs;
  int32_t groups;
  int32_t gates;
  int32_t units;  // outputs of one gate
  int32_t panels;
  int32_t vectors;
  int32_t groupBytes;  // of a panel
  float inverseInputScale;
  const float* bias;  // [panels * vectors * lanes]
  const float* scale;  // the same; INT16 and INT8
  const int32_t* correction;  // the same; INT8 with inputs stored as u8 = q + 128: -128 * sum(weights)
  const char* weights;
};

// A batch as PackedSteps lays it out.
struct Steps {
  int32_t longest;
  const int32_t* offsets;  // [longest + 1] first row of each step
  int32_t rows(int32_t t) const { return offsets[t + 1] - offsets[t]; }
};

// What the sequences start from: h, and behind it c of an LSTM, of each sequence at its offset.
struct Initial {
  const float* states;  // null for zeros
  const int32_t* offsets;
};

struct Recurrence {
  Cell cell;
  Activation gateActivation;
  bool reverse;
  const Matrix* recurrent;  // all gates; GRU_RESET_BEFORE: z and r
  const Matrix* candidate;  // GRU_RESET_BEFORE only
};

// A few rows of inputs times one panel or several panels of a matrix.
struct Product {
  const char* weights;
  ptrdiff_t panelBytes;
  const char* x;
  ptrdiff_t xStride;  // bytes
  int32_t groups;
  float* out;
  ptrdiff_t outStride;  // values
  bool add;  // to what out holds
  const float* bias;  // or null
  const float* scale;
  const int32_t* correction;
};

// A linear-chain CRF over tags; rows of the matrices are stride values apart, minus infinity beyond the tags.
struct Chain {
  int32_t tags;
  int32_t stride;  // a multiple of the vector's lanes
  const float* transitions;  // [from, to]
  const float* transposed;  // [to, from]
  const float* start;
  const float* end;
};

struct Variant {
  int32_t lanes;  // fp32 values of a vector
  int32_t bf16Group;
  int32_t int8Group;
  bool matrixUnit;  // INT8 and BF16 products of at least MATRIX_UNIT_INPUTS inputs take 64 bytes of a row at a time
  bool int8Unsigned;  // inputs are stored as q + 128
  void (*recurrence)(
      const Recurrence&, const Steps&, const float* input, const int32_t* rowOffsets, const Initial&,
      float* y, ptrdiff_t yStride, float* state);
  // scratch: PROJECTION_ROWS rows of scratchBytes(matrix)
  void (*project)(
      const Matrix&, Activation, int32_t rows, const float* x, ptrdiff_t xStride, float* z, ptrdiff_t zStride,
      char* scratch);
  void (*gather)(
      const float* table, const int32_t* offsets, int32_t rows, int32_t size, float* target, ptrdiff_t targetStride,
      bool add);
  // C (+)= A B with B in panels of 4 vectors; the scratch holds MULTIPLY_DEPTH rows of a panel.
  void (*multiply)(
      int32_t m, const float* a, ptrdiff_t aStride, const float* b, int32_t k, int32_t n, float* c, ptrdiff_t cStride,
      bool add, float* scratch);
  // The best path and its score; emissions [rows, tags], best [rows, stride] is scratch.
  float (*viterbi)(const Chain&, int32_t rows, const float* emissions, float* best, int32_t* path);
  double (*potentials)(int32_t rows, int32_t tags, int32_t stride, const float* emissions, double* potentials);
  bool (*forward)(
      int32_t rows, int32_t tags, int32_t stride, const double* moves, const double* potentials, double* alpha,
      double* sums);
  void (*backward)(
      int32_t rows, int32_t tags, int32_t stride, const double* movesTransposed, const double* potentials,
      const double* sums, double* beta, double* rest);
};

constexpr int32_t PROJECTION_ROWS = 48;
constexpr int32_t MATRIX_UNIT_INPUTS = 64;
constexpr int32_t MULTIPLY_DEPTH = 256;

// Bytes of one prepared input row.
inline ptrdiff_t inputBytes(const Matrix& m) {
  return ((ptrdiff_t)m.inputs + 63) / 64 * 64 * 2;
}

extern const Variant* const VARIANTS[];  // by ordinal of Java's NativeVariant; null where this build has none
uint32_t usableVariants();  // one bit for each that this CPU and operating system run
