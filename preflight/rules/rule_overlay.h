// A file of rules of the caller's own, over the embedded ones.
//
//   {"schema_version": 1,
//    "endpoints": [{"endpoint": "/v1/responses",
//                   "exceptions": [{"begins": "gpt-4o", "host": "azure",
//                                   "settings": {"constants": {"calls":
//                                   7}}}]}],
//    "median_output_tokens": {"gpt-4.1-mini": 180}}
//
// An endpoint holds what the embedded file of rules does
// (data/rules/README.md), as far as it is more: `rules`, `models`, `changes`,
// `exceptions`.

#ifndef TOKENFARE_PREFLIGHT_RULES_RULE_OVERLAY_H_
#define TOKENFARE_PREFLIGHT_RULES_RULE_OVERLAY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/rules/rule_set.h"

namespace tokenfare::internal {

struct RuleOverlay {
  // Of the endpoints that the file, or the bundle of data below it, has.
  std::map<std::string, RuleSet, std::less<>> endpoints;
  std::map<std::string, uint64_t, std::less<>> median_output_tokens;
  // That of the bundle; empty where the data below are the embedded ones.
  std::string data_version;
  // Whether a file of the caller's own is among them, or a bundle only.
  bool of_caller = false;
};

// Strict as RuleSet::Parse. An endpoint without embedded rules is refused. The
// rows lie over those of `base`, or over the embedded ones where that is null
// or lacks the endpoint.
absl::StatusOr<RuleOverlay> ReadRuleOverlay(std::string_view json,
                                            std::string_view name,
                                            const RuleOverlay* base = nullptr);

// Of the bundle that `overlay` is or lies over, or else of the embedded data.
std::string_view DataVersionOf(const RuleOverlay* overlay);

// The rules of the endpoint: those of `overlay`, where it has some and is not
// null, or else the embedded ones.
const RuleSet& RulesOf(const RuleOverlay* overlay, std::string_view endpoint);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_RULE_OVERLAY_H_
