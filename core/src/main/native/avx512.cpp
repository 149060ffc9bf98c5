#include "avx512.h"
#include "recurrence.h"

extern const Variant AVX512 = variant<Avx512<false, false>>();
