// tokenfare.Rules.

#ifndef TOKENFARE_PYTHON_SRC_RULES_HANDLE_H_
#define TOKENFARE_PYTHON_SRC_RULES_HANDLE_H_

#include <optional>
#include <string>
#include <utility>

#include "nanobind/nanobind.h"
#include "tokenfare/preflight/rules.h"

namespace tokenfare::python {

// Rules and the file that they were read from, which is what their pickle has.
struct RulesHandle {
  Rules rules;
  std::string name;
  std::string json;
};

// Throws the errors of Rules::Parse, and LimitError for over 16 MiB. Requires
// the GIL, and releases it.
RulesHandle ParseRules(std::string json, std::string name);

// A tokenfare.Rules, which shares what was read; for None those in force
// (data.h), or nothing where these are embedded. Throws TypeError.
std::optional<Rules> RulesArgument(nanobind::handle rules);

// CheckOptions::rules of what RulesArgument gave, which must outlive it.
inline const Rules* PointerTo(const std::optional<Rules>& rules) {
  return rules.has_value() ? &*rules : nullptr;
}

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_RULES_HANDLE_H_
