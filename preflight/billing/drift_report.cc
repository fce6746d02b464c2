#include "tokenfare/preflight/drift_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <numeric>
#include <utility>

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

void Count(const Reconciliation& pair, PairCounts& counts) {
  ++counts.total;
  switch (pair.agreement) {
    case Agreement::kMatch:
      ++counts.matching;
      break;
    case Agreement::kInsideBounds:
      ++counts.inside_bounds;
      break;
    case Agreement::kDrift:
      ++counts.drifting;
      break;
  }
  if (!pair.within_tolerance) ++counts.past_tolerance;
}

// A fraction that compares exactly. Counts of pairs are far below 2^31.
struct Fraction {
  int64_t numerator;
  int64_t denominator;

  friend std::strong_ordering operator<=>(const Fraction& a,
                                          const Fraction& b) {
    return a.numerator * b.denominator <=> b.numerator * a.denominator;
  }
  friend bool operator==(const Fraction& a, const Fraction& b) {
    return std::is_eq(a <=> b);
  }
};

// The F1 score of "uses it" as a prediction of "drifts".
Fraction Association(int64_t using_it, int64_t drifting_with_it,
                     int64_t drifting) {
  return {2 * drifting_with_it, std::max<int64_t>(1, using_it + drifting)};
}

Fraction AssociationOf(const RuleDrift& rule) {
  return Association(rule.pairs, rule.drifting,
                     rule.drifting + rule.other_drifting);
}

// The keys of the order, most important first.
std::array<Fraction, 3> KeysOf(const RuleDrift& rule) {
  const int64_t drifting = std::max<int64_t>(1, rule.drifting);
  return {AssociationOf(rule),
          {rule.explained, drifting},
          {rule.explained_by_parts, drifting}};
}

bool IsMoreSuspect(const RuleDrift& a, const RuleDrift& b) {
  const auto order = KeysOf(a) <=> KeysOf(b);
  return std::is_eq(order) ? a.rule < b.rule : std::is_gt(order);
}

// The value that occurs most often, and how often.
template <typename T>
std::pair<T, int64_t> MostFrequent(const std::map<T, int64_t>& occurrences) {
  std::pair<T, int64_t> most = {};
  for (const auto& [value, count] : occurrences) {
    if (count > most.second) most = {value, count};
  }
  return most;
}

// A shape must explain nine of ten pairs to be one.
bool ExplainsMost(int64_t explained, size_t drifts) {
  return explained * 10 >= static_cast<int64_t>(drifts) * 9;
}

}  // namespace

std::string_view DriftShapeName(DriftShape shape) {
  switch (shape) {
    case DriftShape::kNone:
      return "none";
    case DriftShape::kUnclear:
      return "unclear";
    case DriftShape::kPerRequest:
      return "per_request";
    case DriftShape::kPerPart:
      return "per_part";
    case DriftShape::kProportional:
      return "proportional";
  }
  return "unknown";
}

void DriftTally::Add(const Reconciliation& pair) {
  Count(pair, pairs_);
  Count(pair, models_[pair.model]);
  AddCost(pair);
  std::map<std::string_view, Drift> rules;
  for (const PartTokens& part : pair.parts) {
    Drift& drift = rules[part.rule];
    ++drift.parts;
    drift.tokens += part.expected;
    drift.difference = pair.Difference();
  }
  for (const auto& [name, drift] : rules) {
    RuleTally& tally = rules_[std::string(name)];
    ++tally.pairs;
    if (pair.agreement != Agreement::kDrift) continue;
    tally.drifts.push_back(drift);
    tally.models.insert(pair.model);
  }
}

void DriftTally::AddCost(const Reconciliation& pair) {
  if (!pair.cost_usd.has_value()) {
    ++unpriced_;
    return;
  }
  if (!cost_.has_value()) return;
  const auto predicted = cost_->predicted.Plus(pair.cost_usd->predicted);
  const auto billed = cost_->billed.Plus(pair.cost_usd->billed.total);
  const auto difference = cost_->difference.Plus(pair.cost_usd->difference);
  if (!predicted || !billed || !difference) {
    cost_.reset();
    return;
  }
  cost_ = {*predicted, *billed, *difference};
}

// The drifting pairs whose difference is `share` of the rule's tokens, to a
// tenth or one token.
int64_t DriftTally::CountProportional(const std::vector<Drift>& drifts,
                                      double share) {
  return std::count_if(
      drifts.begin(), drifts.end(), [share](const Drift& drift) {
        const auto wanted = static_cast<double>(drift.difference);
        const double given = share * static_cast<double>(drift.tokens);
        return std::abs(given - wanted) <= std::max(1.0, std::abs(wanted) / 10);
      });
}

void DriftTally::FindShape(const std::vector<Drift>& drifts, RuleDrift& rule) {
  if (drifts.empty()) return;
  rule.shape = DriftShape::kUnclear;
  std::map<int64_t, int64_t> differences;
  // In lowest terms: a rule may have a fixed number of parts in each request.
  std::map<std::pair<int64_t, int64_t>, int64_t> quotients;
  double difference = 0;
  double tokens = 0;
  for (const Drift& drift : drifts) {
    const int64_t divisor = std::gcd(drift.difference, drift.parts);
    ++differences[drift.difference];
    ++quotients[{drift.difference / divisor, drift.parts / divisor}];
    difference += static_cast<double>(drift.difference);
    tokens += static_cast<double>(drift.tokens);
  }
  const auto [constant, per_request] = MostFrequent(differences);
  const auto [quotient, per_part] = MostFrequent(quotients);
  const double share = tokens > 0 ? difference / tokens : 0;
  // No part can lose more than all of its tokens.
  const int64_t proportional =
      tokens > 0 && share > -1 ? CountProportional(drifts, share) : 0;
  rule.explained = std::max({per_request, per_part, proportional});
  rule.explained_by_parts = per_part;
  if (drifts.size() < 2) return;
  if (ExplainsMost(per_request, drifts.size())) {
    rule.shape = DriftShape::kPerRequest;
    rule.constant = constant;
  } else if (ExplainsMost(per_part, drifts.size()) && quotient.second == 1) {
    rule.shape = DriftShape::kPerPart;
    rule.constant = quotient.first;
  } else if (ExplainsMost(proportional, drifts.size())) {
    rule.shape = DriftShape::kProportional;
    rule.share = share;
  }
}

RuleDrift DriftTally::ReportRule(const std::string& name,
                                 const RuleTally& tally) const {
  RuleDrift rule;
  rule.rule = name;
  rule.pairs = tally.pairs;
  rule.drifting = static_cast<int64_t>(tally.drifts.size());
  rule.other_pairs = pairs_.total - rule.pairs;
  rule.other_drifting = pairs_.drifting - rule.drifting;
  rule.models.assign(tally.models.begin(), tally.models.end());
  FindShape(tally.drifts, rule);
  return rule;
}

DriftReport DriftTally::Report() const {
  DriftReport report;
  report.pairs = pairs_;
  report.cost_usd = cost_;
  report.unpriced = unpriced_;
  for (const auto& [name, tally] : rules_) {
    report.by_rule.push_back(ReportRule(name, tally));
  }
  std::sort(report.by_rule.begin(), report.by_rule.end(), IsMoreSuspect);
  for (const auto& [name, counts] : models_) {
    report.by_model.push_back({name, counts});
  }
  std::stable_sort(report.by_model.begin(), report.by_model.end(),
                   [](const ModelDrift& a, const ModelDrift& b) {
                     return a.pairs.drifting > b.pairs.drifting;
                   });
  if (pairs_.drifting == 0 || report.by_rule.empty()) return report;
  const RuleDrift& leader = report.by_rule.front();
  for (const RuleDrift& rule : report.by_rule) {
    if (KeysOf(rule) == KeysOf(leader)) report.suspects.push_back(rule.rule);
  }
  Fraction best = AssociationOf(leader);
  for (const auto& [name, counts] : report.by_model) {
    const Fraction association =
        Association(counts.total, counts.drifting, pairs_.drifting);
    if (association <= best) continue;
    best = association;
    report.suspect_model = name;
  }
  return report;
}

}  // namespace tokenfare
