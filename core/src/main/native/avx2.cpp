#include "avx2.h"
#include "recurrence.h"

extern const Variant AVX2 = variant<Avx2<false>>();
