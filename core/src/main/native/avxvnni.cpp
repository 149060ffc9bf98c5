#include "avx2.h"
#include "recurrence.h"

extern const Variant AVXVNNI = variant<Avx2<true>>();
