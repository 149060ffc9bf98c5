#include "neon.h"
#include "recurrence.h"

extern const Variant NEONDOT = variant<Neon<true>>();
