#include "avx512.h"
#include "recurrence.h"

extern const Variant AVX512VNNI = variant<Avx512<true, false>>();
