#include "avx512.h"
#include "recurrence.h"

extern const Variant AVX512BF16 = variant<Avx512<true, true>>();
