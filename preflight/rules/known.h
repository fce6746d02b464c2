// Whether a rule holds.

#ifndef TOKENFARE_PREFLIGHT_RULES_KNOWN_H_
#define TOKENFARE_PREFLIGHT_RULES_KNOWN_H_

namespace tokenfare::internal {

enum class Known { kNo, kYes, kUnknown };

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_KNOWN_H_
