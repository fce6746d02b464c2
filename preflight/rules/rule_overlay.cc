// The strict reader over both parts of the file.

#include "tokenfare/preflight/rules/rule_overlay.h"

#include <algorithm>
#include <array>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/json/reader.h"
#include "tokenfare/preflight/rules/data_version.h"
#include "tokenfare/preflight/rules/rule_data.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

void ReadEndpoint(const CheckedJson& value, std::string_view name,
                  const RuleOverlay* base, RuleOverlay& overlay) {
  JsonObject object(value);
  const CheckedJson stated = object.Required("endpoint");
  std::string endpoint = stated.Text();
  const auto& known = EndpointsWithRules();
  if (std::ranges::find(known, endpoint) == known.end()) {
    return stated.Refuse(
        fmt::format("no rules of such an endpoint{}; there are those of {}",
                    DidYouMean(endpoint, known), fmt::join(known, " and ")));
  }
  if (overlay.endpoints.contains(endpoint)) {
    return stated.Refuse("the file has this endpoint twice");
  }
  RuleSet rules = RulesOf(base, endpoint).Over(object, name);
  object.RefuseOthers();
  overlay.endpoints.emplace(std::move(endpoint), std::move(rules));
}

void ReadOverlayFile(const CheckedJson& root, std::string_view name,
                     const RuleOverlay* base, RuleOverlay& overlay) {
  JsonObject object(root);
  const CheckedJson version = object.Required("schema_version");
  if (version.PositiveNumber() != 1) {
    version.Refuse("this program reads version 1");
  }
  OptionalText(object, "comment");
  if (const auto all = object.Optional("endpoints")) {
    all->ForEach([&](const CheckedJson& value) {
      ReadEndpoint(value, name, base, overlay);
    });
  }
  if (const auto medians = object.Optional("median_output_tokens")) {
    JsonObject(*medians).ForEach(
        [&](std::string_view model, const CheckedJson& value) {
          const int64_t median = value.Integer();
          if (median < 0) value.Refuse("a number of tokens is not below 0");
          overlay.median_output_tokens[std::string(model)] =
              static_cast<uint64_t>(std::max<int64_t>(median, 0));
        });
  }
  object.RefuseOthers();
}

}  // namespace

absl::StatusOr<RuleOverlay> ReadRuleOverlay(std::string_view json,
                                            std::string_view name,
                                            const RuleOverlay* base) {
  RuleOverlay overlay;
  overlay.of_caller = true;
  absl::Status status = ReadJson(json, name, [&](const CheckedJson& root) {
    ReadOverlayFile(root, name, base, overlay);
  });
  if (!status.ok()) return status;
  // Of the endpoints that it does not have, those of the base stay in force.
  if (base != nullptr) {
    overlay.endpoints.insert(base->endpoints.begin(), base->endpoints.end());
    overlay.data_version = base->data_version;
  }
  return overlay;
}

std::string_view DataVersionOf(const RuleOverlay* overlay) {
  return overlay == nullptr || overlay->data_version.empty()
             ? BuiltInDataVersionText()
             : overlay->data_version;
}

const RuleSet& RulesOf(const RuleOverlay* overlay, std::string_view endpoint) {
  if (overlay != nullptr) {
    const auto found = overlay->endpoints.find(endpoint);
    if (found != overlay->endpoints.end()) return found->second;
  }
  return RuleSet::BuiltIn(endpoint);
}

}  // namespace tokenfare::internal
