// The functions of dev.fastener.kernel.NativeCalls, which checks all arguments. A result of 0 stands for lack of memory.
#include <jni.h>

#include "pack.h"

extern "C" void* malloc(size_t);
extern "C" void free(void*);

#define CALL(type, name) extern "C" JNIEXPORT type JNICALL Java_dev_fastener_kernel_NativeCalls_##name

namespace {

// Changes with every change of a function's signature or meaning.
constexpr jint ABI = 5;

// 64 bytes aligned; the block that malloc gave stands in front.
void* allocateAligned(size_t bytes) {
  char* block = (char*)malloc(bytes + 64 + sizeof(void*));
  if (!block) {
    return nullptr;
  }
  char* aligned = (char*)(((uintptr_t)block + sizeof(void*) + 63) / 64 * 64);
  ((void**)aligned)[-1] = block;
  return aligned;
}

void freeAligned(void* p) {
  if (p) {
    free(((void**)p)[-1]);
  }
}

// The values of a Java array while no garbage collector may move it; null for a null array.
class Pinned {
 public:
  Pinned(JNIEnv* env, jarray array, jint mode)
      : env(env), array(array), mode(mode), values(array ? env->GetPrimitiveArrayCritical(array, nullptr) : nullptr) {}
  ~Pinned() {
    if (values) {
      env->ReleasePrimitiveArrayCritical(array, values, mode);
    }
  }
  float* floats() const { return (float*)values; }
  double* doubles() const { return (double*)values; }
  int32_t* ints() const { return (int32_t*)values; }

 private:
  JNIEnv* env;
  jarray array;
  jint mode;
  void* values;
};

}  // namespace

CALL(jint, abi)(JNIEnv*, jclass) { return ABI; }

CALL(jint, usableVariants)(JNIEnv*, jclass) { return (jint)usableVariants(); }

CALL(jint, lanes)(JNIEnv*, jclass, jint variant) { return VARIANTS[variant]->lanes; }

CALL(jlong, allocate)(JNIEnv*, jclass, jlong bytes) { return (jlong)(intptr_t)allocateAligned((size_t)bytes); }

CALL(void, free)(JNIEnv*, jclass, jlong address) { freeAligned((void*)(intptr_t)address); }

CALL(void, write)(JNIEnv* env, jclass, jlong address, jfloatArray from, jint first, jint count) {
  env->GetFloatArrayRegion(from, first, count, (float*)(intptr_t)address);
}

CALL(void, read)(JNIEnv* env, jclass, jlong address, jfloatArray to, jint first, jint count) {
  env->SetFloatArrayRegion(to, first, count, (const float*)(intptr_t)address);
}

CALL(jlong, matrix)(
    JNIEnv* env, jclass, jint variant, jint precision, jint gates, jint vectors, jint units, jint inputs, jfloatArray weights,
    jint offset, jint rowStride, jfloatArray scales, jint scaleOffset, jfloat inputScale, jfloatArray bias,
    jint biasOffset) {
  const Variant& v = *VARIANTS[variant];
  MatrixShape shape = {(Precision)precision, gates, vectors, units, inputs};
  char* block = (char*)allocateAligned(matrixBytes(v, shape));
  if (!block) {
    return 0;
  }
  Pinned w(env, weights, JNI_ABORT);
  Pinned s(env, scales, JNI_ABORT);
  Pinned b(env, bias, JNI_ABORT);
  if (!w.floats() || (scales && !s.floats()) || (bias && !b.floats())) {
    freeAligned(block);
    return 0;
  }
  return (jlong)(intptr_t)packMatrix(
      v, shape, w.floats() + offset, rowStride, scales ? s.floats() + scaleOffset : nullptr, inputScale,
      bias ? b.floats() + biasOffset : nullptr, block);
}

CALL(jboolean, recurrence)(
    JNIEnv* env, jclass, jint variant, jint cell, jint gateActivation, jboolean reverse, jlong recurrent,
    jlong candidate, jint longest, jintArray stepOffsets, jint rows, jintArray rowOffsets,
    jintArray initialOffsets, jlong initial, jlong input, jlong y, jlong yStride, jlong state) {
  int32_t* offsets = (int32_t*)allocateAligned(((size_t)longest + 1 + 2 * (size_t)rows) * 4);
  if (!offsets) {
    return JNI_FALSE;
  }
  env->GetIntArrayRegion(stepOffsets, 0, longest + 1, offsets);
  env->GetIntArrayRegion(rowOffsets, 0, rows, offsets + longest + 1);
  Initial start = {(const float*)(intptr_t)initial, offsets + longest + 1 + rows};
  if (initialOffsets) {
    env->GetIntArrayRegion(initialOffsets, 0, offsets[1] - offsets[0], offsets + longest + 1 + rows);
  }
  Recurrence d = {
      (Cell)cell, (Activation)gateActivation, reverse != 0, (const Matrix*)(intptr_t)recurrent,
      (const Matrix*)(intptr_t)candidate};
  Steps steps = {longest, offsets};
  VARIANTS[variant]->recurrence(
      d, steps, (const float*)(intptr_t)input, offsets + longest + 1, start, (float*)(intptr_t)y, yStride,
      (float*)(intptr_t)state);
  freeAligned(offsets);
  return JNI_TRUE;
}

CALL(jboolean, project)(
    JNIEnv*, jclass, jint variant, jlong matrix, jint activation, jint rows, jlong x, jlong xStride, jlong z,
    jlong zStride) {
  const Matrix& m = *(const Matrix*)(intptr_t)matrix;
  char* scratch = nullptr;
  if (m.precision == BF16 || m.precision == INT8) {
    scratch = (char*)allocateAligned(PROJECTION_ROWS * inputBytes(m));
    if (!scratch) {
      return JNI_FALSE;
    }
  }
  VARIANTS[variant]->project(
      m, (Activation)activation, rows, (const float*)(intptr_t)x, xStride, (float*)(intptr_t)z, zStride, scratch);
  freeAligned(scratch);
  return JNI_TRUE;
}

CALL(void, gather)(
    JNIEnv* env, jclass, jint variant, jlong table, jintArray offsets, jint from, jint rows, jint size, jlong target,
    jlong targetStride, jboolean add) {
  constexpr jint PART = 512;
  int32_t part[PART];
  for (jint first = 0; first < rows; first += PART) {
    jint count = rows - first < PART ? rows - first : PART;
    env->GetIntArrayRegion(offsets, from + first, count, part);
    VARIANTS[variant]->gather(
        (const float*)(intptr_t)table, part, count, size, (float*)(intptr_t)target + first * targetStride,
        targetStride, add != 0);
  }
}

CALL(jboolean, multiply)(
    JNIEnv* env, jclass, jint variant, jint m, jfloatArray a, jint aOffset, jint aStride, jfloatArray b, jint k, jint n,
    jfloatArray c, jint cOffset, jint cStride, jboolean add) {
  Pinned left(env, a, JNI_ABORT);
  Pinned right(env, b, JNI_ABORT);
  Pinned target(env, c, 0);
  if (!left.floats() || !right.floats() || !target.floats()) {
    return JNI_FALSE;
  }
  alignas(64) float scratch[MULTIPLY_DEPTH * 64];
  VARIANTS[variant]->multiply(
      m, left.floats() + aOffset, aStride, right.floats(), k, n, target.floats() + cOffset, cStride, add != 0,
      scratch);
  return JNI_TRUE;
}

CALL(jfloat, viterbi)(
    JNIEnv* env, jclass, jint variant, jint rows, jint tags, jint stride, jfloatArray transitions, jfloatArray transposed,
    jfloatArray start, jfloatArray end, jfloatArray emissions, jint offset, jfloatArray best, jintArray path, jint at) {
  Pinned moves(env, transitions, JNI_ABORT);
  Pinned back(env, transposed, JNI_ABORT);
  Pinned first(env, start, JNI_ABORT);
  Pinned last(env, end, JNI_ABORT);
  Pinned e(env, emissions, JNI_ABORT);
  Pinned scratch(env, best, JNI_ABORT);
  Pinned tagsOut(env, path, 0);
  if (!moves.floats() || !back.floats() || !first.floats() || !last.floats() || !e.floats() || !scratch.floats() ||
      !tagsOut.ints()) {
    return __builtin_nanf("");
  }
  Chain chain = {tags, stride, moves.floats(), back.floats(), first.floats(), last.floats()};
  return VARIANTS[variant]->viterbi(chain, rows, e.floats() + offset, scratch.floats(), tagsOut.ints() + at);
}

CALL(jdouble, potentials)(
    JNIEnv* env, jclass, jint variant, jint rows, jint tags, jint stride, jfloatArray emissions, jint offset,
    jdoubleArray potentials) {
  Pinned e(env, emissions, JNI_ABORT);
  Pinned p(env, potentials, 0);
  if (!e.floats() || !p.doubles()) {
    return __builtin_nan("");
  }
  return VARIANTS[variant]->potentials(rows, tags, stride, e.floats() + offset, p.doubles());
}

CALL(jint, forward)(
    JNIEnv* env, jclass, jint variant, jint rows, jint tags, jint stride, jdoubleArray moves, jdoubleArray potentials,
    jdoubleArray alpha, jdoubleArray sums) {
  Pinned m(env, moves, JNI_ABORT);
  Pinned p(env, potentials, JNI_ABORT);
  Pinned a(env, alpha, 0);
  Pinned s(env, sums, 0);
  if (!m.doubles() || !p.doubles() || !a.doubles() || !s.doubles()) {
    return -1;
  }
  return VARIANTS[variant]->forward(rows, tags, stride, m.doubles(), p.doubles(), a.doubles(), s.doubles());
}

CALL(jboolean, backward)(
    JNIEnv* env, jclass, jint variant, jint rows, jint tags, jint stride, jdoubleArray movesTransposed,
    jdoubleArray potentials, jdoubleArray sums, jdoubleArray beta, jdoubleArray rest) {
  Pinned m(env, movesTransposed, JNI_ABORT);
  Pinned p(env, potentials, JNI_ABORT);
  Pinned s(env, sums, JNI_ABORT);
  Pinned b(env, beta, 0);
  Pinned r(env, rest, 0);
  if (!m.doubles() || !p.doubles() || !s.doubles() || !b.doubles() || !r.doubles()) {
    return JNI_FALSE;
  }
  VARIANTS[variant]->backward(
      rows, tags, stride, m.doubles(), p.doubles(), s.doubles(), b.doubles(), r.doubles());
  return JNI_TRUE;
}
