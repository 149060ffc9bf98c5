#include "amx.h"
#include "recurrence.h"

extern const Variant AVX512AMX = variant<Amx>();
