// What many reconciled pairs have in common: how many drift, of which models,
// and which rule of the prompt most likely broke.
//
//   tokenfare::DriftTally tally;
//   for (...) tally.Add(*Reconcile(request, response, options));
//   tokenfare::DriftReport report = tally.Report();
//   if (report.pairs.drifting > 0) Alert(report.suspects);

#ifndef TOKENFARE_PREFLIGHT_DRIFT_REPORT_H_
#define TOKENFARE_PREFLIGHT_DRIFT_REPORT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tokenfare/preflight/reconcile.h"
#include "tokenfare/pricing/money.h"

namespace [[gnu::visibility("default")]] tokenfare {

struct PairCounts {
  int64_t total = 0;
  int64_t matching = 0;
  int64_t inside_bounds = 0;
  int64_t drifting = 0;
  int64_t past_tolerance = 0;
};

// How the difference of the drifting pairs that use a rule goes with the rule.
enum class DriftShape {
  kNone,          // none drifts
  kUnclear,       // one drifts only, or none of the following
  kPerRequest,    // so many tokens for each request
  kPerPart,       // so many for each part by the rule
  kProportional,  // a share of the tokens of these parts
};

// "none", "unclear", "per_request", "per_part", "proportional".
std::string_view DriftShapeName(DriftShape shape);

struct RuleDrift {
  // PartTokens::rule.
  std::string rule;
  // Pairs that use the rule, and the others.
  int64_t pairs = 0;
  int64_t drifting = 0;
  int64_t other_pairs = 0;
  int64_t other_drifting = 0;
  DriftShape shape = DriftShape::kNone;
  // kPerRequest, kPerPart: billed less expected tokens for each.
  int64_t constant = 0;
  // kProportional: billed less expected tokens as a share of the rule's
  // expected tokens.
  double share = 0;
  // The most drifting pairs that one shape explains: a constant exactly, a
  // share to a tenth or one token.
  int64_t explained = 0;
  // Those that the same figure for each part explains.
  int64_t explained_by_parts = 0;
  // The models of the drifting pairs, sorted.
  std::vector<std::string> models;
};

struct ModelDrift {
  std::string model;
  PairCounts pairs;
};

struct DriftReport {
  static constexpr int kSchemaVersion = 1;

  PairCounts pairs;
  // Most likely broken first. A rule ranks by how well its use and the drift go
  // together: by 2 d / (u + D), the F1 score, where D pairs drift, u use the
  // rule and d do both. Among equals by the share of d that a shape explains,
  // then by that which a figure for each part explains.
  std::vector<RuleDrift> by_rule;
  // The rules that lead `by_rule`: several where the pairs do not tell them
  // apart, none where nothing drifts.
  std::vector<std::string> suspects;
  // The model that goes together with the drift better than any rule does.
  std::optional<std::string> suspect_model;
  // Most drifting pairs first, then by name.
  std::vector<ModelDrift> by_model;
  // Over the pairs whose cost is known; nothing where a sum is beyond Money.
  struct Cost {
    Money predicted;
    Money billed;
    Money difference;
  };
  std::optional<Cost> cost_usd = Cost{};
  int64_t unpriced = 0;
};

// Takes up pairs one by one. Memory: a few words for each drifting pair and
// rule of its parts.
class DriftTally {
 public:
  void Add(const Reconciliation& pair);

  // Linear in the drifting pairs, n log n in models and rules.
  DriftReport Report() const;

 private:
  // Saves and loads tallies, for processes that hand them on.
  friend struct DriftTallyFields;

  // One drifting pair as one of its rules sees it.
  struct Drift {
    // Parts by the rule, and their expected tokens.
    int64_t parts = 0;
    int64_t tokens = 0;
    // Billed less expected, of the whole prompt.
    int64_t difference = 0;
  };
  struct RuleTally {
    int64_t pairs = 0;
    std::vector<Drift> drifts;
    std::set<std::string> models;
  };

  static int64_t CountProportional(const std::vector<Drift>& drifts,
                                   double share);
  static void FindShape(const std::vector<Drift>& drifts, RuleDrift& rule);
  RuleDrift ReportRule(const std::string& name, const RuleTally& tally) const;
  void AddCost(const Reconciliation& pair);

  PairCounts pairs_;
  std::map<std::string, PairCounts> models_;
  std::map<std::string, RuleTally> rules_;
  std::optional<DriftReport::Cost> cost_ = DriftReport::Cost{};
  int64_t unpriced_ = 0;
};

// As JSON, indented, ending in a newline: `report` of
// preflight/drift_report.schema.json.
std::string DriftReportToJson(const DriftReport& report);

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_DRIFT_REPORT_H_
