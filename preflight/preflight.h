// The former name of check.h, for programs that include it.

#ifndef TOKENFARE_PREFLIGHT_PREFLIGHT_H_
#define TOKENFARE_PREFLIGHT_PREFLIGHT_H_

#include "tokenfare/preflight/check.h"

#endif  // TOKENFARE_PREFLIGHT_PREFLIGHT_H_
