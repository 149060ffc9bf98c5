#include "neon.h"
#include "recurrence.h"

extern const Variant NEON = variant<Neon<false>>();
