// What a rule file holds (data/rules/README.md), read and checked.

#ifndef TOKENFARE_PREFLIGHT_RULES_RULE_DATA_H_
#define TOKENFARE_PREFLIGHT_RULES_RULE_DATA_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/json/reader.h"
#include "tokenfare/preflight/rules/api_change.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/preflight/rules/rule_settings.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

// One entry of "rules".
struct RuleEntry {
  std::string name;
  RuleSettings settings;
  // Of an overlay, not of the embedded file; so in the rows below.
  bool of_overlay = false;
};

// Which models a row is about. What is empty fits any.
struct ModelMatcher {
  std::optional<RuleFamily> family;
  std::string begins;
  std::string holds;
  std::string host;
  std::string rules;
  // Without its day.
  std::string model;

  bool Fits(const ModelCard& card, std::string_view name,
            std::string_view rules_name) const {
    return (!family.has_value() || *family == card.rule_family) &&
           name.starts_with(begins) &&
           name.find(holds) != std::string_view::npos &&
           card.provider.find(host) != std::string::npos &&
           (rules.empty() || rules == rules_name) &&
           (model.empty() || model == WithoutDay(name));
  }
};

struct ModelRow {
  ModelMatcher of;
  size_t rules = 0;
};

struct RuleException {
  ModelMatcher of;
  RuleSettings settings;
  bool of_overlay = false;
};

struct ChangeRow {
  // What changed.
  std::string name;
  ModelMatcher of;
  Change days;
  bool of_overlay = false;
  RuleSettings before;
  RuleSettings between;
  RuleSettings after;

  const RuleSettings& On(Date as_of) const {
    switch (SideOf(days, as_of)) {
      case Side::kBefore:
        return before;
      case Side::kBetween:
        return between;
      case Side::kAfter:
        break;
    }
    return after;
  }
};

struct RuleData {
  // What an overlay lies over: settings are views of it, too.
  std::shared_ptr<const RuleData> base;
  // Of a bundle of data, its own; null means the embedded one.
  std::shared_ptr<const EvidenceTable> evidence;
  // The name of the overlay's file.
  std::string overlay;
  RuleStorage storage;
  std::string endpoint;
  // What all rules have that do not say otherwise. Where a file has nothing
  // (one that is older than the program), the embedded one's.
  RuleSettings all;
  // Names of models that have stood for more than one snapshot; likewise.
  std::vector<std::string> moving_names;
  // Of which the first is for models that no row fits.
  std::vector<RuleEntry> rules;
  // The last that fits is in force.
  std::vector<ModelRow> models;
  std::vector<ChangeRow> changes;
  std::vector<RuleException> exceptions;
  // How far what recordings do not show may be from its rule.
  Deviations unshown = kUnshownByDefault;
};

// Fills `data` from `json`, in the form that RuleSet::Parse says, or returns
// its error. `ignored` as ReadJson: figures of features that this program does
// not know are passed over, since it never asks for them. All else counts.
absl::Status ReadRuleData(std::string_view json, std::string_view name,
                          RuleData& data,
                          std::vector<std::string>* ignored = nullptr);

// Adds the rows of `object`, an endpoint of an overlay, to `data`, which has
// those of its base.
void ReadOverlayRows(JsonObject& object, RuleData& data);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_RULE_DATA_H_
